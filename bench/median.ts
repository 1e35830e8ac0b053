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
  /** The ratio that is wanted at least. */
  readonly goal: number | null;
  readonly figures: Readonly<Record<string, number>>;
  /** What the figures of these names should be at most. */
  readonly limits?: Readonly<Record<string, number>>;
  /** Versions of what only this bench uses. */
  readonly versions?: Readonly<Record<string, string>>;
  /** What a number cannot say, such as why a peer did not take part. */
  readonly notes?: readonly string[];
}

export interface BenchOptions {
  /** Turns so short that they prove that the bench runs, and nothing else. */
  readonly isQuick: boolean;
  /** Of `glue`: the sets that are measured; empty for those that usually are. */
  readonly sets: readonly string[];
  /** Of `glue`: the peers that take part; empty for those that usually do. */
  readonly peers: readonly string[];
}

export function rounded(value: number, digits = 2): number {
  return Number(value.toFixed(digits));
}
