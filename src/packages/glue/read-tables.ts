import { type SqlDialect, type SqlToken, tokenizeSql } from './sql-tokens.ts';

/** What a statement calls a table: one to three parts, lower case as Glue keeps them. */
export type TableName = readonly string[];

/** A pair of parentheses, or the whole statement. */
interface Frame {
  /** It is a query, so that its `FROM` is one, and not that of `EXTRACT` or `TRIM`. */
  isQuery: boolean;
  /** In the list of tables of a `FROM`, where a comma leads to the next one. */
  inFrom: boolean;
}

const ends = new Set([
  'where',
  'group',
  'order',
  'having',
  'limit',
  'union',
  'except',
  'intersect',
  'window',
  'select',
]);

/**
 * The tables that a query names after `FROM` and `JOIN`, each once. Names of its own `WITH` are no tables. Reads no more of SQL than that:
 * functions that give tables, `LATERAL` and anything that it does not know lead to no name rather than to a wrong one.
 */
export function readTables(sql: string, dialect: SqlDialect): readonly TableName[] {
  const tokens = tokenizeSql(sql, dialect);
  if (tokens === null) return [];
  const own = namesOfWith(tokens);
  const found = new Map<string, TableName>();
  const frames: Frame[] = [{ isQuery: false, inFrom: false }];
  let expectsName = false;
  for (let index = 0; index < tokens.length; index += 1) {
    const token = tokens[index];
    const frame = frames.at(-1);
    if (token === undefined || frame === undefined) return [];
    if (expectsName) {
      expectsName = false;
      const { name, next } = nameAt(tokens, index);
      const isOwn = name.length === 1 && own.has(name[0] ?? '');
      // A name before a parenthesis is a function that gives a table.
      const isTable = name.length > 0 && name.length <= 3 && !isOwn && !isSign(tokens[next], '(');
      if (isTable) found.set(JSON.stringify(name), name);
      if (name.length > 0) {
        index = next - 1;
        continue;
      }
      if (isSign(token, '(')) {
        frames.push({ isQuery: false, inFrom: true });
        expectsName = !startsQuery(tokens[index + 1]);
        continue;
      }
    }
    expectsName = follow(frames, frame, { token, before: tokens[index - 1] });
  }
  return [...found.values()];
}

/** Moves on by one token; whether a table is named next. */
function follow(
  frames: Frame[],
  frame: Frame,
  { token, before }: { token: SqlToken; before: SqlToken | undefined },
): boolean {
  if (isSign(token, '(')) frames.push({ isQuery: false, inFrom: false });
  if (isSign(token, ')')) frames.pop();
  if (isSign(token, ',')) return frame.inFrom;
  if (token.kind !== 'word') return false;
  if (token.text === 'select') frame.isQuery = true;
  if (ends.has(token.text) || token.text === 'lateral') frame.inFrom = false;
  if (token.text === 'join') return true;
  if (token.text !== 'from' || !frame.isQuery || before?.text === 'distinct') return false;
  frame.inFrom = true;
  return true;
}

const isSign = (token: SqlToken | undefined, text: string): boolean => token?.kind === 'sign' && token.text === text;

const startsQuery = (token: SqlToken | undefined): boolean =>
  token?.kind === 'word' && ['select', 'with', 'values', 'table'].includes(token.text);

const noNames = new Set(['lateral', 'unnest', 'values', 'table', 'select', 'with']);

function nameAt(tokens: readonly SqlToken[], start: number): { readonly name: TableName; readonly next: number } {
  const name: string[] = [];
  let next = start;
  for (;;) {
    const token = tokens[next];
    const isName =
      token?.kind === 'quoted' || (token?.kind === 'word' && (name.length > 0 || !noNames.has(token.text)));
    if (!isName) return { name: [], next: start };
    name.push(token.text.toLowerCase());
    next += 1;
    if (!isSign(tokens[next], '.')) return { name, next };
    next += 1;
  }
}

/** Every name that stands before `AS (`, also with a list of columns between. More than those of `WITH`, which errs on the side of no line. */
function namesOfWith(tokens: readonly SqlToken[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const [index, token] of tokens.entries()) {
    if (token.kind !== 'word' || token.text !== 'as' || !isSign(tokens[index + 1], '(')) continue;
    let at = index - 1;
    if (isSign(tokens[at], ')')) {
      while (at >= 0 && !isSign(tokens[at], '(')) at -= 1;
      at -= 1;
    }
    const name = tokens[at];
    if (name !== undefined && (name.kind === 'word' || name.kind === 'quoted')) names.add(name.text.toLowerCase());
  }
  return names;
}
