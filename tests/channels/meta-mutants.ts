interface Mutant {
  /** Where it differs and how, with [] for any item of a list: `text.body without`. */
  place: string;
  body: unknown;
}

/** A body with one key less, or with one value of another type, in every way that there is. */
export function mutantsOf(body: unknown): Mutant[] {
  return placesIn(body).flatMap((path) => {
    const place = shownAt(path);
    const isOfList = typeof path.at(-1) === 'number';
    return [
      ...(isOfList ? [] : [{ place: `${place} without`, body: changedAt(body, path, () => []) }]),
      { place: `${place} mistyped`, body: changedAt(body, path, (value) => [mistyped(value)]) },
    ];
  });
}

type Path = readonly (string | number)[];

function placesIn(value: unknown, path: Path = []): Path[] {
  const inside = Array.isArray(value)
    ? value.flatMap((item: unknown, index) => placesIn(item, [...path, index]))
    : isRecord(value)
      ? Object.entries(value).flatMap(([key, item]) => placesIn(item, [...path, key]))
      : [];
  return path.length === 0 ? inside : [path, ...inside];
}

/** The same names for all that are alike: `contacts[].name`. */
function shownAt(path: Path): string {
  return path.reduce<string>(
    (shown, step) =>
      typeof step === 'number' ? `${shown}[]` : shown === '' ? step : `${shown}.${step}`,
    '',
  );
}

/** The value at the path replaced by what `change` gives, or gone where that is nothing. */
function changedAt(
  whole: unknown,
  path: Path,
  change: (value: unknown) => [] | [unknown],
): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return change(whole)[0];
  if (Array.isArray(whole)) {
    return whole.map((item: unknown, index) =>
      index === step ? changedAt(item, rest, change) : item,
    );
  }
  const entries = Object.entries(whole as object).flatMap(([key, value]: [string, unknown]) => {
    if (key !== step) return [[key, value] as const];
    if (rest.length > 0) return [[key, changedAt(value, rest, change)] as const];
    return change(value).map((changed) => [key, changed] as const);
  });
  return Object.fromEntries(entries);
}

function mistyped(value: unknown): unknown {
  if (typeof value === 'string') return { text: value };
  return Array.isArray(value) ? { items: value } : [value];
}

/** Every path that a value has, with the type of what is there. */
export function shapeOf(value: unknown): string[] {
  const ofPath = (path: Path) => `${shownAt(path)}: ${typeOf(at(value, path))}`;
  return [...new Set(placesIn(value).map(ofPath))].toSorted();
}

function at(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((part, step) => (part as Record<string, unknown>)[step], value);
}

function typeOf(value: unknown): string {
  return Array.isArray(value) ? 'list' : typeof value;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
