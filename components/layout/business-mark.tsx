interface BusinessMarkProps {
  name: string;
  logoUrl?: string | null | undefined;
}

/** The logo of a business or, without one, its first letter on the darkest square. */
export function BusinessMark({ name, logoUrl }: BusinessMarkProps) {
  const shape = 'size-5 shrink-0 rounded-[5px]';
  if (typeof logoUrl === 'string') {
    return (
      <span
        aria-hidden
        className={`${shape} bg-cover bg-center`}
        style={{ backgroundImage: `url("${encodeURI(logoUrl)}")` }}
      />
    );
  }
  return (
    <span
      aria-hidden
      className={`${shape} grid place-items-center bg-foreground text-2xs leading-none font-semibold text-background`}
    >
      {([...name.trim()].at(0) ?? '?').toLocaleUpperCase('en')}
    </span>
  );
}
