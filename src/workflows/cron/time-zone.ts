/** How the clocks of one place differ from UTC, at any moment. */
export interface TimeZone {
  readonly name: string;
  /** Milliseconds that the clocks are ahead of UTC at that moment. */
  offsetAt(at: number): number;
}

const known = new Map<string, TimeZone>();
/** Names are few; whoever sends ever new spellings gets no memory for them. */
const knownMax = 1_000;

function createTimeZone(name: string): TimeZone | null {
  let format: Intl.DateTimeFormat;
  try {
    const parts = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric' } as const;
    format = new Intl.DateTimeFormat('en-US', { timeZone: name, hourCycle: 'h23', second: 'numeric', ...parts });
  } catch {
    return null;
  }
  return {
    name,
    offsetAt: (at) => {
      const whole = Math.floor(at / 1000) * 1000;
      const shown = new Map(format.formatToParts(whole).map(({ type, value }) => [type, Number(value)]));
      const part = (type: Intl.DateTimeFormatPartTypes): number => shown.get(type) ?? 0;
      const wall = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
      return wall - whole;
    },
  };
}

/** The time zone of an IANA name, such as `Europe/Paris`; `null` for any other text. Offsets such as `+02:00` are no names. */
export function findTimeZone(name: string): TimeZone | null {
  const before = known.get(name);
  if (before !== undefined) return before;
  const zone = /^[A-Za-z][\w+/-]*$/.test(name) ? createTimeZone(name) : null;
  if (zone !== null && known.size < knownMax) known.set(name, zone);
  return zone;
}
