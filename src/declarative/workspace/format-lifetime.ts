const units = [
  ['d', 86_400],
  ['h', 3600],
  ['m', 60],
  ['s', 1],
] as const;

/** From one moment to another as a duration such as `90d`, in the largest unit that tells it exactly; `never` without an end. */
export function formatLifetime(from: Date, to: Date | null): string {
  if (to === null) return 'never';
  const seconds = Math.max(1, Math.round((to.getTime() - from.getTime()) / 1000));
  const [unit, length] = units.find(([, size]) => seconds % size === 0) ?? ['s', 1];
  return `${String(seconds / length)}${unit}`;
}

/** Seconds of such a duration; null for `never`. The shape of a document accepts no others. */
export function parseLifetime(text: string): number | null {
  if (text === 'never') return null;
  const length = units.find(([unit]) => text.endsWith(unit))?.[1] ?? 1;
  return Number(text.slice(0, -1)) * length;
}
