/** The first letter of a business on the darkest square. */
export function BusinessMark({ name }: { name: string }) {
  return (
    <span
      aria-hidden
      className="grid size-5 shrink-0 place-items-center rounded-[5px] bg-foreground text-2xs leading-none font-semibold text-background"
    >
      {([...name.trim()].at(0) ?? '?').toLocaleUpperCase('en')}
    </span>
  );
}
