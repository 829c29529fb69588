'use client';

import { useEffect, useState } from 'react';
import { WifiOff } from 'lucide-react';
import { useConnectionState } from '#components/realtime/provider.tsx';
import { Banner } from '#components/ui/banner.tsx';
import { Button } from '#components/ui/button.tsx';

const quietForMs = 5000;

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
    <div role="status">
      {isShown && (
        <Banner icon={<WifiOff aria-hidden />}>
          Reconnecting… New messages appear as soon as the connection is back.
        </Banner>
      )}
    </div>
  );
}

function SignedOut() {
  return (
    <Banner
      tone="warning"
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
