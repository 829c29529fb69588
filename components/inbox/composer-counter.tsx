import { useFormat } from '#components/format.tsx';

const COUNTER_FROM = 300;

/** Silent until a text is more than one message, or nearly too long to be sent at all. */
export function ComposerCounter({
  id,
  tooMany,
  parts,
}: {
  id: string;
  tooMany: number;
  parts: number;
}) {
  const format = useFormat();
  const words = [
    parts > 1 ? `Will go as ${format.number(parts)} messages` : [],
    tooMany > 0 ? `${format.number(tooMany)} characters too long` : [],
    tooMany <= 0 && tooMany > -COUNTER_FROM ? `${format.number(-tooMany)} characters left` : [],
  ].flat();
  return (
    <span
      id={id}
      className={
        tooMany > 0 ? 'text-caption text-danger-text' : 'text-caption text-subtle-foreground'
      }
    >
      {words.join(' · ')}
    </span>
  );
}
