'use client';

import { MailCheck } from 'lucide-react';
import { useFormat } from '#components/format.tsx';
import { EmptyState } from '#components/layout/empty-state.tsx';
import { ErrorState } from '#components/layout/error-state.tsx';
import { Section } from '#components/layout/section.tsx';
import { refusalOf } from '#components/refusal.ts';
import { FormSkeleton } from '#components/settings/form-skeleton.tsx';
import type { DroppedMessage } from '#components/settings/types.ts';
import { trpc } from '#components/trpc-provider.tsx';
import { Button } from '#components/ui/button.tsx';
import { CHANNEL_NAMES } from '#components/ui/channel-glyph.tsx';
import { showToast } from '#components/ui/toast.ts';

const pageSize = 25;

/** What reached the business and could not be shown, each with its reason. */
export function DroppedMessages() {
  const letters = trpc.system.deadLetters.useInfiniteQuery(
    { limit: pageSize },
    { getNextPageParam: ({ nextCursor }) => nextCursor },
  );
  const { replayOne, replayAll, replaying, isReplayingAll } = useReplay();
  const all = letters.data?.pages.flatMap((page) => page.deadLetters);
  return (
    <Section
      title="Dropped messages"
      actions={
        all !== undefined && all.length > 1 ? (
          <Button pending={isReplayingAll} onClick={replayAll}>
            Replay all
          </Button>
        ) : undefined
      }
    >
      {all !== undefined ? (
        all.length === 0 ? (
          <EmptyState icon={<MailCheck aria-hidden />} title="Nothing was dropped">
            What a provider sends and Frontdesk cannot read is kept here, with the reason.
          </EmptyState>
        ) : (
          <ul className="divide-y border-y">
            {all.map((letter) => (
              <DroppedRow
                key={letter.id}
                letter={letter}
                isReplaying={replaying === letter.id}
                onReplay={() => replayOne(letter.id)}
              />
            ))}
          </ul>
        )
      ) : letters.isError ? (
        <ErrorState onRetry={() => void letters.refetch()} isRetrying={letters.isFetching}>
          {refusalOf(letters.error).sentence}
        </ErrorState>
      ) : (
        <FormSkeleton label="Loading the dropped messages" rows={2} />
      )}
      {letters.hasNextPage ? (
        <Button
          className="mt-3"
          pending={letters.isFetchingNextPage}
          onClick={() => void letters.fetchNextPage()}
        >
          Show more
        </Button>
      ) : null}
    </Section>
  );
}

interface DroppedRowProps {
  letter: DroppedMessage;
  isReplaying: boolean;
  onReplay: () => void;
}

function DroppedRow({ letter, isReplaying, onReplay }: DroppedRowProps) {
  const format = useFormat();
  const { channelKind, reason, item, createdAt } = letter;
  const when = format.dateTime(createdAt);
  return (
    <li className="flex items-start gap-3 py-3">
      <div className="min-w-0 flex-1">
        <p className="font-medium break-words">{reason}</p>
        <p className="text-caption text-subtle-foreground">{`${CHANNEL_NAMES[channelKind]} · ${when}`}</p>
        <details className="mt-1">
          <summary className="cursor-pointer text-caption text-muted-foreground">
            What the provider sent
          </summary>
          <pre className="mt-1 max-h-60 overflow-auto rounded-sm bg-muted p-2 font-mono text-caption break-all whitespace-pre-wrap">
            {item}
          </pre>
        </details>
      </div>
      <Button
        size="28"
        pending={isReplaying}
        onClick={onReplay}
        aria-label={`Replay the message of ${when}`}
      >
        Replay
      </Button>
    </li>
  );
}

function useReplay() {
  const utils = trpc.useUtils();
  const common = {
    onError: (error: unknown) => {
      showToast({ message: refusalOf(error).sentence, tone: 'danger' });
    },
    onSettled: () => utils.system.invalidate(),
  };
  const one = trpc.system.replay.useMutation({
    ...common,
    onSuccess: ({ reason }) => {
      if (reason === null) showToast({ message: 'It is in its conversation now' });
      else showToast({ message: `It still cannot be applied. ${reason}`, tone: 'danger' });
    },
  });
  const all = trpc.system.replayAll.useMutation({
    ...common,
    onSuccess: ({ applied, kept, isMore }) =>
      showToast({
        message: `${applied} applied, ${kept} still cannot be${isMore ? '. Press again for the rest' : ''}`,
      }),
  });
  return {
    replayOne: (deadLetterId: string) => {
      one.mutate({ deadLetterId });
    },
    replayAll: () => {
      all.mutate();
    },
    replaying: one.isPending ? one.variables.deadLetterId : null,
    isReplayingAll: all.isPending,
  };
}
