'use client';

import { useEffect, useState } from 'react';

let announceNow: ((text: string) => void) | null = null;

/** Reads a sentence to people who use a screen reader, without interrupting them. */
export function announce(text: string): void {
  announceNow?.(text);
}

/** Once per page: where announcements are spoken from. */
export function LiveRegion() {
  const [message, setMessage] = useState({ text: '', turn: 0 });
  useEffect(() => {
    announceNow = (text) => setMessage(({ turn }) => ({ text, turn: turn + 1 }));
    return () => {
      announceNow = null;
    };
  }, []);
  return (
    <div role="status" aria-live="polite" className="sr-only">
      {/* A new element each time, so that the same sentence is spoken again. */}
      <span key={message.turn}>{message.text}</span>
    </div>
  );
}
