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
