import fc from 'fast-check';
import { expect } from 'vitest';
import type { CompileContext, compileWhere, createParameters, WithinAst } from '../../src/search/index.ts';
import type { TestDatabase } from '../support/database.ts';

export interface WithinReading {
  readonly compileWhere: typeof compileWhere;
  readonly createParameters: typeof createParameters;
}

const letter = fc.constantFrom('a', 'b', '/', '0', '𝒳', 'ﬀ', '\u0001');
const text = fc.array(letter, { minLength: 1, maxLength: 3 }).map((letters) => letters.join(''));
const range = fc.record({ from: text, to: text });

/** Letter by letter, each by its number. */
function isBefore(one: readonly string[], other: readonly string[]): boolean {
  const [left, ...rest] = one;
  const [right, ...others] = other;
  if (right === undefined) return false;
  if (left === undefined) return true;
  return left === right ? isBefore(rest, others) : (left.codePointAt(0) ?? 0) < (right.codePointAt(0) ?? 0);
}

function lies(value: string, { from, to }: WithinAst['ranges'][number]): boolean {
  return !isBefore([...value], [...from]) && isBefore([...value], [...to]);
}

/** Throws unless the values that SQL finds within some ranges are those that lie in one of them, however these overlap. */
export async function requireWithinAsSaid(
  { pool }: TestDatabase,
  { compileWhere, createParameters }: WithinReading,
  runs: number,
): Promise<void> {
  const ranges = fc.array(range, { maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(ranges, fc.uniqueArray(text, { minLength: 1, maxLength: 40 }), async (some, values) => {
      const params = createParameters();
      const listed = params.add(values);
      const fields: CompileContext['fields'] = (name) => ({ name, kind: 'keyword', many: false, sql: 'value' });
      const ast: WithinAst = { kind: 'within', field: 'value', ranges: some };
      const where = compileWhere(ast, { fields, params, now: new Date(0) });
      const found = await pool.query<{ value: string }>(
        `SELECT value FROM unnest(${listed}::text[]) WITH ORDINALITY AS given (value, place) WHERE ${where} ORDER BY place`,
        [...params.values],
      );
      const expected = values.filter((value) => some.some((one) => lies(value, one)));
      expect({ some, found: found.rows.map(({ value }) => value) }).toEqual({ some, found: expected });
    }),
    { numRuns: runs },
  );
}
