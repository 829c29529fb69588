'use client';

import { useEffect, useState } from 'react';
import type { SandboxChat, SandboxClient } from '#components/sandbox/sandbox-client.ts';
import { happeningsBetween } from '#components/sandbox/happenings.ts';
import type { Happening } from '#components/sandbox/happenings.ts';

/** A happening with the moment at which this page learned of it. */
export interface Heard extends Happening {
  at: number;
}

interface Followed {
  waId: string;
  chat: SandboxChat | null;
  heard: Heard[];
  isLost: boolean;
  /** The number that the same person is about to have. */
  movingTo: string | null;
}

const MOST_HEARD = 60;
const PAUSE_MS = 1_500;

/** Follows one chat as it changes at the provider; asks again after a lost connection. */
export function useSandboxChat(client: SandboxClient, waId: string) {
  const [followed, setFollowed] = useState<Followed>(() => start(waId));
  const current = followed.waId === waId ? followed : followedBy(followed, waId);
  if (current !== followed) setFollowed(current);

  useEffect(() => {
    const stop = new AbortController();
    const change = (next: (before: Followed) => Followed) =>
      setFollowed((before) => (before.waId === waId ? next(before) : before));
    const follow = async () => {
      let cursor: string | null = null;
      while (!stop.signal.aborted) {
        try {
          const chat: SandboxChat = await client.chat(waId, cursor, stop.signal);
          cursor = chat.cursor;
          change((before) => withChat(before, chat));
        } catch {
          change((before) => ({ ...before, isLost: true }));
          await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
        }
      }
    };
    void follow();
    return () => stop.abort();
  }, [client, waId]);

  const hear = (happening: Happening) =>
    setFollowed((before) => ({ ...before, heard: withHeard(before.heard, [happening]) }));
  /** What was heard stays when this customer goes on under another number. */
  const moveTo = (to: string) => setFollowed((before) => ({ ...before, movingTo: to }));
  return { ...current, hear, moveTo };
}

function followedBy({ movingTo, heard }: Followed, waId: string): Followed {
  return movingTo === waId ? { ...start(waId), heard } : start(waId);
}

function start(waId: string): Followed {
  return { waId, chat: null, heard: [], isLost: false, movingTo: null };
}

function withChat(before: Followed, chat: SandboxChat): Followed {
  const news = before.chat === null ? [] : happeningsBetween(before.chat, chat);
  return { ...before, chat, isLost: false, heard: withHeard(before.heard, news) };
}

function withHeard(heard: Heard[], news: Happening[]): Heard[] {
  const known = new Set(heard.map(({ key }) => key));
  const fresh = news.filter(({ key }) => !known.has(key));
  return [...heard, ...fresh.map((one) => ({ ...one, at: Date.now() }))].slice(-MOST_HEARD);
}
