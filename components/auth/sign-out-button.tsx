'use client';

import { useState } from 'react';
import { Button } from '#components/ui/button.tsx';

/** Ends this session and comes back to the page given, so that somebody else can go on there. */
export function SignOutButton({ returnTo, children }: { returnTo: string; children: string }) {
  const [isPending, setIsPending] = useState(false);
  const leave = async () => {
    setIsPending(true);
    const { signOut } = await import('next-auth/react');
    await signOut({ callbackUrl: returnTo });
  };
  return (
    <Button size="40" pending={isPending} onClick={() => void leave()}>
      {children}
    </Button>
  );
}
