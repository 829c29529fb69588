export interface FormatSettings {
  /** BCP 47, such as en-IN. */
  locale: string;
  /** IANA, such as Asia/Kolkata. */
  timeZone: string;
  /** ISO 4217, such as INR. */
  currency: string;
}

type Moment = Date | string | number;

const DAY_MS = 86_400_000;
const STEPS = [
  { unit: 'day', ms: DAY_MS },
  { unit: 'hour', ms: 3_600_000 },
  { unit: 'minute', ms: 60_000 },
] as const;

/** One way to write dates, numbers and money; all days are days of the business's time zone. */
export function createFormat({ locale, timeZone, currency }: FormatSettings) {
  const dates = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { timeZone, ...options });
  const clock = dates({ hour: 'numeric', minute: '2-digit' });
  const weekday = dates({ weekday: 'short' });
  const longWeekday = dates({ weekday: 'long' });
  const dayMonth = dates({ day: 'numeric', month: 'short' });
  const fullDate = dates({ day: 'numeric', month: 'short', year: 'numeric' });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const numbers = new Intl.NumberFormat(locale);
  const dayKey = createDayKey(timeZone);

  const daysAgo = (moment: Moment, now: Moment) =>
    Math.round((Date.parse(dayKey(now)) - Date.parse(dayKey(moment))) / DAY_MS);
  const date = (moment: Moment, now: Moment = Date.now()) =>
    dayKey(moment).slice(0, 4) === dayKey(now).slice(0, 4)
      ? dayMonth.format(toDate(moment))
      : fullDate.format(toDate(moment));
  const day = (moment: Moment, now: Moment = Date.now(), weekdays = longWeekday) => {
    const ago = daysAgo(moment, now);
    if (ago === 0 || ago === 1) return capitalised(relative.format(-ago, 'day'), locale);
    return ago > 1 && ago < 7 ? weekdays.format(toDate(moment)) : date(moment, now);
  };

  return {
    settings: { locale, timeZone, currency },
    /** 2:31 pm */
    time: (moment: Moment) => clock.format(toDate(moment)),
    /** Today, Yesterday, Tuesday, 26 Oct, 26 Oct 2024: the divider of a thread. */
    day: (moment: Moment, now?: Moment) => day(moment, now),
    /** 2:31 pm, Yesterday, Tue, 26 Oct: the end of a row in a list. */
    when: (moment: Moment, now: Moment = Date.now()) =>
      daysAgo(moment, now) === 0 ? clock.format(toDate(moment)) : day(moment, now, weekday),
    /** 26 Oct, with the year when it is another. */
    date,
    /** 26 Oct 2026, 2:31 pm: where nothing may be guessed. */
    dateTime: (moment: Moment) =>
      `${fullDate.format(toDate(moment))}, ${clock.format(toDate(moment))}`,
    /** Fri 21 Nov, 10:00 am: when something is going to be. */
    upcoming: (moment: Moment, now?: Moment) =>
      `${weekday.format(toDate(moment))} ${date(moment, now)}, ${clock.format(toDate(moment))}`,
    /** now, 5 minutes ago, in 2 hours, yesterday. */
    relative: (moment: Moment, now: Moment = Date.now()) => {
      const distance = toDate(moment).getTime() - toDate(now).getTime();
      const step = STEPS.find(({ ms }) => Math.abs(distance) >= ms);
      if (step === undefined) return relative.format(0, 'second');
      return relative.format(Math.trunc(distance / step.ms), step.unit);
    },
    /** 2026-10-26 in the business's time zone: groups messages by day. */
    dayKey,
    number: (value: number) => numbers.format(value),
    /** An amount in whole units of the currency; cents are written only when there are any. */
    money: (amount: number, of: string = currency) =>
      new Intl.NumberFormat(locale, {
        style: 'currency',
        currency: of,
        trailingZeroDisplay: 'stripIfInteger',
      }).format(amount),
  };
}

export type Format = ReturnType<typeof createFormat>;

function createDayKey(timeZone: string): (moment: Moment) => string {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  return (moment) => parts.format(toDate(moment));
}

function toDate(moment: Moment): Date {
  return moment instanceof Date ? moment : new Date(moment);
}

function capitalised(text: string, locale: string): string {
  const [first = '', ...rest] = text;
  return first.toLocaleUpperCase(locale) + rest.join('');
}
