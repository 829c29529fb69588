import { initTRPC, TRPCError } from '@trpc/server';
import { randomUUID } from 'node:crypto';
import superjson from 'superjson';
import { ZodError, flattenError } from 'zod';
import type { Membership, Session } from '#server/auth/types.ts';
import { createBusinessContext } from '#server/business-context.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { ServiceError } from '#server/domain/errors.ts';
import { log, withLogBindings } from '#server/log.ts';

/** What a procedure knows of its caller. */
export interface RequestContext {
  session: Session | null;
  /** The network address of the caller, for limits and the list of sessions. */
  address: string | null;
  userAgent: string | null;
  requestId: string;
  /** The business that the calling page shows; absent for callers that are no page. */
  pageBusinessId?: string | null;
  /** Makes the context of a verb; tests pass one with their own ports. */
  contextFor(membership: Membership, session: Session): BusinessContext;
}

/** The verbs' context of a signed-in member. */
export function memberContext(membership: Membership, session: Session): BusinessContext {
  return createBusinessContext({
    businessId: membership.businessId,
    actor: {
      kind: 'member',
      memberId: membership.memberId,
      userId: session.user.id,
      role: membership.role,
      name: membership.name,
    },
  });
}

const t = initTRPC.context<RequestContext>().create({
  transformer: superjson,
  errorFormatter({ shape, error }) {
    const hidden = error.code === 'INTERNAL_SERVER_ERROR';
    // One that no procedure met, such as a database that is away while asking who calls.
    const reported = hidden ? report(error, shape.data.path) : error;
    const service = error.cause instanceof ServiceError ? error.cause : null;
    const invalid = error.cause instanceof ZodError ? flattenError(error.cause) : null;
    return {
      ...shape,
      message: hidden
        ? reported.message
        : invalid !== null
          ? firstSentence(invalid, shape.message)
          : shape.message,
      data: {
        code: shape.data.code,
        httpStatus: shape.data.httpStatus,
        path: shape.data.path,
        stack: undefined,
        fieldErrors: invalid?.fieldErrors ?? null,
        details: service?.details ?? null,
      },
    };
  },
});

function firstSentence(
  invalid: { formErrors: string[]; fieldErrors: Record<string, string[] | undefined> },
  otherwise: string,
): string {
  const first = [...invalid.formErrors, ...Object.values(invalid.fieldErrors).flat()];
  return first.find((sentence) => sentence !== undefined) ?? otherwise;
}

const codes = {
  BAD_REQUEST: 'BAD_REQUEST',
  UNAUTHENTICATED: 'UNAUTHORIZED',
  FORBIDDEN: 'FORBIDDEN',
  NOT_FOUND: 'NOT_FOUND',
  CONFLICT: 'CONFLICT',
  TOO_MANY_REQUESTS: 'TOO_MANY_REQUESTS',
  PRECONDITION_FAILED: 'PRECONDITION_FAILED',
  UNAVAILABLE: 'SERVICE_UNAVAILABLE',
} as const;

/** Known refusals keep their sentence; anything else becomes one with an id that the log holds. */
const mapErrors = t.middleware(async ({ ctx, path, next }) => {
  const bindings = { requestId: ctx.requestId, businessId: ctx.session?.current?.businessId };
  return withLogBindings(bindings, async () => {
    const result = await next();
    if (result.ok) return result;
    const { error } = result;
    if (error.cause instanceof ServiceError) {
      const { code, message } = error.cause;
      throw new TRPCError({ code: codes[code], message, cause: error.cause });
    }
    if (error.code !== 'INTERNAL_SERVER_ERROR') return result;
    throw report(error, path);
  });
});

/** An error whose sentence is fit to be shown, and whose id is in the log. */
class ReportedError extends TRPCError {}

function report(error: TRPCError, path: string | undefined): ReportedError {
  if (error instanceof ReportedError) return error;
  const errorId = randomUUID().slice(0, 8);
  log().error({ error: error.cause ?? error, errorId, path }, 'a procedure failed');
  return new ReportedError({
    code: 'INTERNAL_SERVER_ERROR',
    message: `Something went wrong on our side. If it stays, tell us this number: ${errorId}.`,
    cause: error.cause,
  });
}

const signedIn = t.middleware(({ ctx, next }) => {
  if (ctx.session === null) {
    throw new ServiceError('UNAUTHENTICATED', 'Please sign in first.');
  }
  return next({ ctx: { session: ctx.session } });
});

const asMember = t.middleware(({ ctx, next }) => {
  const { session } = ctx;
  if (session === null) throw new ServiceError('UNAUTHENTICATED', 'Please sign in first.');
  if (session.current === null) {
    throw new ServiceError('FORBIDDEN', 'You do not belong to a business any more.');
  }
  const membership = session.current;
  // Another tab may have switched: what this one shows must not be saved there.
  if (ctx.pageBusinessId != null && ctx.pageBusinessId !== membership.businessId) {
    throw new ServiceError(
      'FORBIDDEN',
      'You work in another business now. Reload the page, or switch back.',
    );
  }
  return next({
    ctx: { session, membership, business: ctx.contextFor(membership, session) },
  });
});

export const router = t.router;
export const createCallerFactory = t.createCallerFactory;
/** For anybody, signed in or not. */
export const publicProcedure = t.procedure.use(mapErrors);
/** For a signed-in person; carries `ctx.session`. */
export const userProcedure = publicProcedure.use(signedIn);
/** For a member at work; carries `ctx.business`, the context that verbs take. */
export const memberProcedure = publicProcedure.use(asMember);
