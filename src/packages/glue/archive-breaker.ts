/** How many of `stored` may go without a person looking at it first. One always may, unless none may. */
export function archivableMax(stored: number, percentMax: number): number {
  return percentMax === 0 ? 0 : Math.max(1, Math.floor((stored * percentMax) / 100));
}

/** What the breaker held back. */
export interface HeldBack {
  readonly what: 'tables' | 'databases';
  /** No longer listed by the source. */
  readonly unlisted: number;
  readonly stored: number;
  readonly percentMax: number;
}

/** Says how many of how many, and how to go on. */
export function tooManyGone({ what, unlisted, stored, percentMax }: HeldBack): string {
  const needed = Math.ceil((unlisted * 100) / stored);
  return `${unlisted} of ${stored} ${what} are no longer listed and more of them are gone than the ${percentMax} % that may be archived at once, so none was archived; check account, region and grants, and if they were dropped on purpose run again with \`archive-percent-max\` at ${needed}`;
}
