import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { env } from '#server/env.ts';
import type { FileVariant } from '#server/files/types.ts';

/** A link lives for one to two of these, so that for one of them it stays the same and can be kept. */
const livesMs = 30 * 60_000;

export interface LinkedFile {
  businessId: string;
  attachmentId: string;
  variant: FileVariant;
}

const parameters = z.object({
  business: z.uuid(),
  variant: z.enum(['file', 'thumbnail']),
  until: z.string().regex(/^\d{1,12}$/),
  signature: z.string().regex(/^[\w-]{43}$/),
});

/** The path at which whoever has it can open one file of one business for a while. */
export function signLink(file: LinkedFile, now: Date): string {
  const until = String((Math.ceil(now.getTime() / livesMs) + 1) * (livesMs / 1000));
  const { businessId: business, variant } = file;
  const query = new URLSearchParams({ business, variant, until, signature: sign(file, until) });
  return `/api/files/${file.attachmentId}?${query.toString()}`;
}

/** What a link opens, and whether its time is over; nothing when it was not made here. */
export function readLink(
  attachmentId: string,
  query: URLSearchParams,
  now: Date,
): (LinkedFile & { isOver: boolean }) | 'forged' {
  const given = parameters.safeParse(Object.fromEntries(query));
  if (!given.success) return 'forged';
  const { business: businessId, variant, until, signature } = given.data;
  const file = { businessId, attachmentId, variant };
  const right = Buffer.from(sign(file, until));
  if (!timingSafeEqual(right, Buffer.from(signature))) return 'forged';
  return { ...file, isOver: Number(until) * 1000 < now.getTime() };
}

function sign({ businessId, attachmentId, variant }: LinkedFile, until: string): string {
  const key = createHmac('sha256', env().NEXTAUTH_SECRET).update('files:links').digest();
  const text = [businessId, attachmentId, variant, until].join('|');
  return createHmac('sha256', key).update(text).digest('base64url');
}
