'use client';

import { Download, Pause, Play } from 'lucide-react';
import { useReducer, useRef } from 'react';
import { FileNotHere } from '#components/inbox/content/file-not-here.tsx';
import {
  newPlayer,
  playerAfter,
  positionWords,
  timeShown,
} from '#components/inbox/content/player-state.ts';
import type { PlayerState } from '#components/inbox/content/player-state.ts';
import type { ThreadFile } from '#components/inbox/types.ts';
import { useFreshLink, useSteadyLink } from '#components/inbox/use-file-deeds.ts';
import { Button } from '#components/ui/button.tsx';

interface AudioPlayerProps {
  messageId: string;
  file: ThreadFile;
  /** "Voice message from Priya" */
  label: string;
}

/** A voice message or another sound: one plays at a time. */
export function AudioPlayer({ messageId, file, label }: AudioPlayerProps) {
  if (file.url === null) return <FileNotHere messageId={messageId} file={file} />;
  return <Player messageId={messageId} file={file} label={label} url={file.url} />;
}

function Player({ messageId, file, label, url }: AudioPlayerProps & { url: string }) {
  const sound = useRef<HTMLAudioElement>(null);
  const [state, tell] = useReducer(playerAfter, file.durationSeconds, newPlayer);
  const onStale = useFreshLink(messageId);
  const { link, renew } = useSteadyLink(url);
  const press = () => {
    if (state.isPlaying) return sound.current?.pause();
    // What broke does not begin again by itself.
    if (state.isBroken) sound.current?.load();
    void sound.current?.play().catch(() => tell({ type: 'broke' }));
  };
  const seek = (position: number) => {
    if (sound.current !== null) sound.current.currentTime = position;
    tell({ type: 'moved', position });
  };
  const hurry = () => {
    const { speed } = playerAfter(state, { type: 'hurried' });
    if (sound.current !== null) sound.current.playbackRate = speed;
    tell({ type: 'hurried' });
  };
  return (
    <span
      role="group"
      aria-label={label}
      className="grid w-[272px] max-w-full grid-cols-[minmax(0,1fr)] gap-1"
    >
      <audio
        ref={sound}
        src={link}
        preload="none"
        onPlay={({ currentTarget }) => {
          pauseOthers(currentTarget);
          tell({ type: 'played' });
        }}
        onPause={() => tell({ type: 'paused' })}
        onEnded={() => tell({ type: 'ended' })}
        onTimeUpdate={({ currentTarget }) =>
          tell({ type: 'moved', position: currentTarget.currentTime })
        }
        onLoadedMetadata={({ currentTarget }) =>
          tell({ type: 'measured', duration: currentTarget.duration })
        }
        onError={() => {
          tell({ type: 'broke' });
          renew();
          onStale(link);
        }}
      />
      <span className="flex items-center gap-2">
        <Button
          variant="primary"
          size="icon-32"
          className="rounded-full!"
          aria-label={state.isPlaying ? 'Pause' : 'Play'}
          icon={state.isPlaying ? <Pause aria-hidden /> : <Play aria-hidden />}
          onClick={press}
        />
        <Progress state={state} onSeek={seek} />
        <Button
          variant="ghost"
          size="24"
          className="px-1! tabular-nums"
          aria-label={`Speed: ${state.speed} times`}
          onClick={hurry}
        >
          {state.speed}×
        </Button>
        <Button asChild variant="ghost" size="icon-24">
          <a href={url} download={file.fileName ?? ''} aria-label="Download" title="Download">
            <Download aria-hidden />
          </a>
        </Button>
      </span>
      {state.isBroken ? (
        <span role="status" className="text-caption text-danger-text">
          It cannot be played here. Download it to listen.
        </span>
      ) : null}
      {file.isVoice || file.fileName === null ? null : (
        <span className="truncate text-caption text-muted-foreground">{file.fileName}</span>
      )}
    </span>
  );
}

function Progress({ state, onSeek }: { state: PlayerState; onSeek: (position: number) => void }) {
  const shown = timeShown(state);
  return (
    <>
      <input
        type="range"
        aria-label="Position"
        aria-valuetext={positionWords(state)}
        min={0}
        max={state.duration ?? 0}
        step={0.1}
        value={Math.min(state.position, state.duration ?? 0)}
        disabled={state.duration === null}
        onChange={({ target }) => onSeek(target.valueAsNumber)}
        className="h-6 w-0 min-w-0 flex-1 cursor-pointer appearance-none bg-transparent [&::-webkit-slider-runnable-track]:h-1 [&::-webkit-slider-runnable-track]:rounded-full [&::-webkit-slider-runnable-track]:bg-control [&::-moz-range-track]:h-1 [&::-moz-range-track]:rounded-full [&::-moz-range-track]:bg-control [&::-webkit-slider-thumb]:-mt-1 [&::-webkit-slider-thumb]:size-3 [&::-webkit-slider-thumb]:appearance-none [&::-webkit-slider-thumb]:rounded-full [&::-webkit-slider-thumb]:bg-primary [&::-moz-range-thumb]:size-3 [&::-moz-range-thumb]:rounded-full [&::-moz-range-thumb]:border-0 [&::-moz-range-thumb]:bg-primary"
      />
      <span className="min-w-8 text-right text-count text-muted-foreground">{shown ?? '–:––'}</span>
    </>
  );
}

function pauseOthers(playing: HTMLAudioElement): void {
  for (const sound of document.querySelectorAll('audio')) {
    if (sound !== playing) sound.pause();
  }
}
