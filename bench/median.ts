/** The middle of the values, or the mean of the two middle ones. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

/** What a bench found: one line for people, the figures for programs. */
export interface Finding {
  readonly bench: string;
  readonly ratio: number | null;
  readonly goal: number | null;
  readonly figures: Readonly<Record<string, number>>;
}

export function rounded(value: number, digits = 2): number {
  return Number(value.toFixed(digits));
}
