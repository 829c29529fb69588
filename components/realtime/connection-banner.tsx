'use client';

import { useEffect, useState } from 'react';
import { WifiOff } from 'lucide-react';
import { useConnectionState } from '#components/realtime/provider.tsx';
import { Banner } from '#components/ui/banner.tsx';
import { Button } from '#components/ui/button.tsx';

const quietForMs = 5000;
// Above the page rather than in it: nothing moves under the pointer, and no name is covered.
const place = 'fixed left-1/2 top-2 sm:top-16 z-40 w-max max-w-[calc(100vw-2rem)] -translate-x-1/2';

/** Says quietly that what is on screen may be out of date; nothing while all is well. */
export function ConnectionBanner() {
  const state = useConnectionState();
  if (state === 'live' || state === 'moved') return null;
  return state === 'ended' ? <SignedOut /> : <Reconnecting key="reconnecting" />;
}

function Reconnecting() {
  const [isShown, setShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), quietForMs);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div role="status" className={`${place} pointer-events-none`}>
      {isShown && (
        <Banner icon={<WifiOff aria-hidden />} className="shadow-md">
          Reconnecting…
        </Banner>
      )}
    </div>
  );
}

function SignedOut() {
  return (
    <Banner
      tone="warning"
      className={`${place} shadow-md`}
      action={
        <Button size="24" onClick={() => window.location.reload()}>
          Reload
        </Button>
      }
    >
      You are no longer signed in to this business here.
    </Banner>
  );
}
