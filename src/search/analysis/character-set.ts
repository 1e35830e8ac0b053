function escaped(codePoint: number): string {
  return `\\u{${codePoint.toString(16)}}`;
}

function rangeOf(item: string): string {
  const [, from = '', to = from, step] = /^([0-9a-f]+)(?:-([0-9a-f]+))?(:2)?$/.exec(item) ?? [];
  const [low, high] = [parseInt(from, 16), parseInt(to, 16)];
  if (step === undefined) return low === high ? escaped(low) : `${escaped(low)}-${escaped(high)}`;
  return Array.from({ length: (high - low) / 2 + 1 }, (_, at) => escaped(low + 2 * at)).join('');
}

/** What stands between the brackets of a character class (flag `u`), of sets as `word-characters.ts` writes them. */
export function characterClass(...sets: readonly string[]): string {
  return sets
    .flatMap((set) => set.split(' '))
    .map(rangeOf)
    .join('');
}
