import { formatAbsolute, formatRelative } from './format-time.ts';

/** A moment as people say it, with the exact one on hover. */
export function TimeText({ date }: { date: Date }) {
  return (
    <time dateTime={date.toISOString()} title={formatAbsolute(date)}>
      {formatRelative(date)}
    </time>
  );
}
