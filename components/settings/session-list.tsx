'use client';

import { MonitorSmartphone } from 'lucide-react';
import { useFormat } from '#components/format.tsx';
import { ErrorState } from '#components/layout/error-state.tsx';
import { Section } from '#components/layout/section.tsx';
import { refusalOf } from '#components/refusal.ts';
import { FormSkeleton } from '#components/settings/form-skeleton.tsx';
import { trpc } from '#components/trpc-provider.tsx';
import type { SignedInDevice } from '#components/settings/types.ts';
import { Badge } from '#components/ui/badge.tsx';
import { Button } from '#components/ui/button.tsx';
import { showToast } from '#components/ui/toast.ts';

/** Where one is signed in, and the way to end it there. */
export function SessionList() {
  const sessions = trpc.sessions.list.useQuery();
  const { endOne, endOthers, ending, isEndingOthers } = useEnding();
  const hasOthers = sessions.data?.some(({ isCurrent }) => !isCurrent) === true;
  return (
    <Section
      title="Where you are signed in"
      actions={
        hasOthers ? (
          <Button pending={isEndingOthers} onClick={endOthers}>
            Sign out everywhere else
          </Button>
        ) : undefined
      }
    >
      {sessions.data !== undefined ? (
        <ul className="divide-y border-y">
          {sessions.data.map((session) => (
            <SessionRow
              key={session.id}
              session={session}
              isEnding={ending === session.id}
              onEnd={() => endOne(session.id)}
            />
          ))}
        </ul>
      ) : sessions.isError ? (
        <ErrorState onRetry={() => void sessions.refetch()} isRetrying={sessions.isFetching}>
          {refusalOf(sessions.error).sentence}
        </ErrorState>
      ) : (
        <FormSkeleton label="Loading your sessions" rows={2} />
      )}
    </Section>
  );
}

interface SessionRowProps {
  session: SignedInDevice;
  isEnding: boolean;
  onEnd: () => void;
}

function SessionRow({ session, isEnding, onEnd }: SessionRowProps) {
  const format = useFormat();
  const { device, address, createdAt, lastSeenAt, isCurrent } = session;
  return (
    <li className="flex min-h-14 items-center gap-3 py-2">
      <MonitorSmartphone aria-hidden className="text-muted-foreground" />
      <div className="min-w-0 flex-1">
        <p className="flex items-center gap-2 font-medium">
          <span className="truncate">{device}</span>
          {isCurrent ? <Badge tone="primary">This browser</Badge> : null}
        </p>
        <p className="truncate text-caption text-subtle-foreground">
          {address === null ? '' : `${address} · `}
          {`seen ${format.when(lastSeenAt)} · since ${format.date(createdAt)}`}
        </p>
      </div>
      {isCurrent ? null : (
        <Button size="28" pending={isEnding} onClick={onEnd} aria-label={`Sign out ${device}`}>
          Sign out
        </Button>
      )}
    </li>
  );
}

function useEnding() {
  const utils = trpc.useUtils();
  const settled = {
    onError: (error: unknown) =>
      showToast({ message: refusalOf(error).sentence, tone: 'danger' as const }),
    onSettled: () => utils.sessions.invalidate(),
  };
  const end = trpc.sessions.end.useMutation({
    ...settled,
    onSuccess: () => showToast({ message: 'Signed out there' }),
  });
  const others = trpc.sessions.endOthers.useMutation({
    ...settled,
    onSuccess: (count) =>
      showToast({ message: count === 1 ? 'One device signed out' : `${count} devices signed out` }),
  });
  return {
    endOne: (sessionId: string) => {
      end.mutate({ sessionId });
    },
    endOthers: () => {
      others.mutate();
    },
    ending: end.isPending ? end.variables.sessionId : null,
    isEndingOthers: others.isPending,
  };
}
