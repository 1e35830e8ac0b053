import { type CompileContext } from '../fields.ts';
import { type SortValue } from '../parse-search.ts';
import { type SortTerm } from './compile-sort.ts';
import { sortableValue } from './sortable-value.ts';

/** The two conditions that one sort key contributes: equal to the last hit's value, and behind it. */
interface Step {
  readonly equal: string;
  readonly behind: string;
}

function stepOf(term: SortTerm, value: SortValue, ctx: CompileContext): Step | null {
  if (term.kind === null) return { equal: 'TRUE', behind: 'FALSE' };
  if (value === null) {
    const behind = term.missingFirst ? `${term.value} IS NOT NULL` : 'FALSE';
    return { equal: `${term.value} IS NULL`, behind };
  }
  const held = sortableValue(term.kind, value, ctx);
  if (held === null) return null;
  const parameter = ctx.params.add(held);
  const further = `${term.value} ${term.descending ? '<' : '>'} ${parameter}`;
  const behind = term.missingFirst ? further : `(${further} OR ${term.value} IS NULL)`;
  return { equal: `${term.value} = ${parameter}`, behind };
}

/** Whether `(a, b) > (x, y)` says it: every key has a value and all go the same way, which an index in that order answers at once. */
function isOneWay(terms: readonly SortTerm[]): boolean {
  return terms.every(
    ({ kind, required, descending }) => kind !== null && required && descending === terms[0]?.descending,
  );
}

function compareRows(terms: readonly SortTerm[], values: readonly SortValue[], ctx: CompileContext): string | null {
  const held = terms.map(({ kind }, index) => {
    const value = values[index] ?? null;
    return kind === null || value === null ? null : sortableValue(kind, value, ctx);
  });
  if (held.includes(null)) return null;
  const columns = terms.map(({ value }) => value).join(', ');
  const parameters = held.map((value) => ctx.params.add(value)).join(', ');
  return `(${columns}) ${terms[0]?.descending === true ? '<' : '>'} (${parameters})`;
}

/**
 * Holds for what comes behind the hit whose sort values are given: behind it in the first key, or equal there and behind it in
 * the second, and so on. `FALSE` when a value is none that the key could have.
 */
export function compileSearchAfter(
  terms: readonly SortTerm[],
  values: readonly SortValue[],
  ctx: CompileContext,
): string {
  const before = ctx.params.values.length;
  const compared = terms.length > 0 && isOneWay(terms) ? compareRows(terms, values, ctx) : null;
  if (compared !== null) return compared;
  const alternatives: string[] = [];
  const equals: string[] = [];
  for (const [index, term] of terms.entries()) {
    const step = stepOf(term, values[index] ?? null, ctx);
    if (step === null) {
      ctx.params.keep(before);
      return 'FALSE';
    }
    alternatives.push(`(${[...equals, step.behind].join(' AND ')})`);
    equals.push(step.equal);
  }
  return alternatives.length === 0 ? 'FALSE' : `(${alternatives.join(' OR ')})`;
}
