/** Operators of the Lucene syntax that a query may switch off. */
export type LuceneOperator = 'COMPLEMENT' | 'INTERVAL' | 'INTERSECTION' | 'ANYSTRING' | 'EMPTY';

const operators: readonly LuceneOperator[] = ['COMPLEMENT', 'INTERVAL', 'INTERSECTION', 'ANYSTRING', 'EMPTY'];

/** The operators that `flags` (`ALL`, `NONE` or names joined by `|`) leaves on; `null` when it names an unknown one. */
export function luceneOperators(flags: string): ReadonlySet<LuceneOperator> | null {
  if (flags === 'ALL') return new Set(operators);
  if (flags === 'NONE' || flags === '') return new Set();
  const names = flags.split('|');
  const known = operators.filter((operator) => names.includes(operator));
  return known.length === new Set(names).size ? new Set(known) : null;
}

/** Bits of the flags, as the high-level Java client adds them up. */
const bits: readonly (readonly [number, LuceneOperator])[] = [
  [1, 'INTERSECTION'],
  [2, 'COMPLEMENT'],
  [4, 'EMPTY'],
  [8, 'ANYSTRING'],
  [32, 'INTERVAL'],
];

/** The names of the flags that a number stands for, joined by `|`. */
export function luceneFlagNames(value: number): string {
  const names = bits.filter(([bit]) => Math.floor(value / bit) % 2 === 1).map(([, name]) => name);
  return names.length === 0 ? 'NONE' : names.join('|');
}
