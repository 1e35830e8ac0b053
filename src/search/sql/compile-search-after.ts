import { assertNever } from '../../foundation/index.ts';
import { type CompileContext, type FieldKind } from '../fields.ts';
import { type SortValue } from '../parse-search.ts';
import { type SortTerm } from './compile-sort.ts';
import { isoInstant } from './instants.ts';
import { booleanValue, instantValue, numberValue, textValue, uuidValue, wholeValue } from './scalar-values.ts';

/** The value as the kind holds it; `null` when it cannot be one. */
function valueOf(kind: FieldKind, value: string | number | boolean, ctx: CompileContext): unknown {
  switch (kind) {
    case 'keyword':
    case 'lowercase':
    case 'text':
      return textValue(value);
    case 'long':
      return wholeValue(value);
    case 'float':
      return numberValue(value);
    case 'boolean':
      return booleanValue(value);
    case 'date': {
      const instant = instantValue(value, ctx, { roundUp: false });
      return Number.isInteger(instant) ? instant : null;
    }
    case 'timestamp': {
      const instant = instantValue(value, ctx, { roundUp: false });
      return instant === null ? null : isoInstant(instant);
    }
    case 'uuid':
      return uuidValue(value);
    default:
      return assertNever(kind);
  }
}

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
  const held = valueOf(term.kind, value, ctx);
  if (held === null) return null;
  const parameter = ctx.params.add(held);
  const further = `${term.value} ${term.descending ? '<' : '>'} ${parameter}`;
  const behind = term.missingFirst ? further : `(${further} OR ${term.value} IS NULL)`;
  return { equal: `${term.value} = ${parameter}`, behind };
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
