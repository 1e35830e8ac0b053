const relativeFormat = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
const absoluteFormat = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' });

const units: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
];

/** `3 hours ago`, `in 89 days`. */
export function formatRelative(date: Date, now: Date = new Date()): string {
  const distanceMs = date.getTime() - now.getTime();
  for (const [unit, unitMs] of units) {
    if (Math.abs(distanceMs) >= unitMs) return relativeFormat.format(Math.round(distanceMs / unitMs), unit);
  }
  return Math.abs(distanceMs) < 5_000 ? 'just now' : relativeFormat.format(Math.round(distanceMs / 1000), 'second');
}

export function formatAbsolute(date: Date): string {
  return absoluteFormat.format(date);
}

/** `1 min 5 s`; tenths below ten seconds, where they still say something. */
export function formatDuration(durationMs: number): string {
  const exact = Math.max(durationMs, 0) / 1000;
  if (exact < 10) return `${exact.toFixed(1)} s`;
  // Rounded first, or 59.7 seconds would read as "60 s".
  const seconds = Math.round(exact);
  const minutes = Math.floor(seconds / 60);
  if (minutes === 0) return `${seconds} s`;
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
