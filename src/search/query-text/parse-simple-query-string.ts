import { editsOf, type QueryNode, type QueryPart } from './query-tree.ts';

/** What a query may use; everything else stands for itself. */
export type SimpleFlag =
  'AND' | 'OR' | 'NOT' | 'PREFIX' | 'PHRASE' | 'PRECEDENCE' | 'ESCAPE' | 'WHITESPACE' | 'FUZZY' | 'SLOP';

export interface SimpleQueryOptions {
  readonly operator: 'any' | 'all';
  readonly flags: ReadonlySet<SimpleFlag>;
}

interface Cursor {
  readonly source: readonly string[];
  readonly flags: ReadonlySet<SimpleFlag>;
  readonly usual: Occurs;
  position: number;
}

type Occurs = 'must' | 'should';

/** What has been read of one group. There is no precedence but by parentheses: what joins next joins all that stands before it. */
interface State {
  parts: QueryPart[];
  /** How the parts are joined; `null` while there is a single one. */
  joined: Occurs | null;
  next: Occurs | null;
  negated: boolean;
}

const groupsMax = 32;

function isBlank(character: string | undefined): boolean {
  return character !== undefined && /[\s\u3000]/.test(character);
}

function isOperator(cursor: Cursor, character: string | undefined): boolean {
  const { flags } = cursor;
  return (
    (character === '"' && flags.has('PHRASE')) ||
    (character === '|' && flags.has('OR')) ||
    (character === '+' && flags.has('AND')) ||
    ((character === '(' || character === ')') && flags.has('PRECEDENCE')) ||
    (isBlank(character) && flags.has('WHITESPACE'))
  );
}

function groupOf(parts: readonly QueryPart[]): QueryNode {
  const [only] = parts;
  return only === undefined || parts.length > 1 ? { kind: 'group', parts } : only.node;
}

function addBranch(cursor: Cursor, state: State, branch: QueryNode | null): void {
  const occurs = state.next ?? cursor.usual;
  const node: QueryNode | null = branch !== null && state.negated ? { kind: 'without', node: branch } : branch;
  state.next = null;
  state.negated = false;
  if (node === null) return;
  if (state.parts.length > 0) {
    if (state.joined !== occurs) state.parts = [{ occurs, node: groupOf(state.parts) }];
    state.joined = occurs;
  }
  state.parts.push({ occurs, node });
}

/** Where the closing mark stands that is not escaped; -1 without one. */
function closingAt(cursor: Cursor, close: string, open: string | null): number {
  let depth = 1;
  for (let at = cursor.position; at < cursor.source.length; at += 1) {
    const character = cursor.source[at];
    if (character === '\\' && cursor.flags.has('ESCAPE')) at += 1;
    else if (character === open) depth += 1;
    else if (character === close) depth -= 1;
    if (depth === 0) return at;
  }
  return -1;
}

function unescaped(cursor: Cursor, from: number, to: number): string {
  let text = '';
  for (let at = from; at < to; at += 1) {
    if (cursor.source[at] === '\\' && cursor.flags.has('ESCAPE') && at + 1 < to) at += 1;
    text += cursor.source[at] ?? '';
  }
  return text;
}

/** `~2` at the cursor, when a number or an end of the word follows. */
function readTilde(cursor: Cursor): string | null {
  const rest = cursor.source.slice(cursor.position, cursor.position + 12).join('');
  const match = /^~(\d{0,9})/.exec(rest);
  if (match === null) return null;
  const behind = cursor.source[cursor.position + match[0].length];
  if (behind !== undefined && !isBlank(behind) && !isOperator(cursor, behind)) return null;
  cursor.position += match[0].length;
  return match[1] ?? '';
}

function readPhrase(cursor: Cursor): QueryNode | null {
  const from = cursor.position + 1;
  cursor.position = from;
  const end = closingAt(cursor, '"', null);
  // A quotation mark that nothing closes is left out, and what is behind it read as though it were not there.
  if (end < 0) return null;
  cursor.position = end + 1;
  const text = unescaped(cursor, from, end);
  const slop = cursor.flags.has('SLOP') ? readTilde(cursor) : null;
  const moved = slop === null || slop === '' ? null : Number(slop);
  return text === '' ? null : { kind: 'phrase', field: null, text, slop: moved };
}

function readGroup(cursor: Cursor, depth: number): QueryNode | null {
  const from = cursor.position + 1;
  cursor.position = from;
  const end = closingAt(cursor, ')', '(');
  if (end < 0) return null;
  const inner: Cursor = { ...cursor, source: cursor.source.slice(from, end), position: 0 };
  cursor.position = end + 1;
  return readAll(inner, depth + 1);
}

function readWord(cursor: Cursor): QueryNode | null {
  const from = cursor.position;
  let prefix = false;
  while (cursor.position < cursor.source.length) {
    const character = cursor.source[cursor.position];
    if (isOperator(cursor, character)) break;
    const end = cursor.position;
    if (character === '~' && end > from && cursor.flags.has('FUZZY')) {
      const edits = readTilde(cursor);
      const text = unescaped(cursor, from, end);
      if (edits !== null) return { kind: 'fuzzy', field: null, text, edits: editsOf(edits, text.length) };
    }
    const escapes = character === '\\' && cursor.flags.has('ESCAPE');
    prefix = character === '*' && cursor.flags.has('PREFIX');
    cursor.position += escapes ? 2 : 1;
  }
  cursor.position = Math.min(cursor.position, cursor.source.length);
  const end = prefix && cursor.position > from + 1 ? cursor.position - 1 : cursor.position;
  const text = unescaped(cursor, from, end);
  if (text === '') return null;
  return { kind: end < cursor.position ? 'prefix' : 'words', field: null, text };
}

/** One step: an operator, a group, a phrase or a word. */
function step(cursor: Cursor, state: State, depth: number): void {
  const character = cursor.source[cursor.position];
  const { flags } = cursor;
  if (character === '(' && flags.has('PRECEDENCE') && depth < groupsMax) {
    addBranch(cursor, state, readGroup(cursor, depth));
  } else if (character === '"' && flags.has('PHRASE')) {
    addBranch(cursor, state, readPhrase(cursor));
  } else if (character === '-' && flags.has('NOT')) {
    state.negated = !state.negated;
    cursor.position += 1;
  } else if (isOperator(cursor, character)) {
    // Several operators in a row: the first one counts, and none does in front of the first word.
    if (state.parts.length > 0 && character === '+') state.next ??= 'must';
    if (state.parts.length > 0 && character === '|') state.next ??= 'should';
    state.negated = false;
    cursor.position += 1;
  } else if (isBlank(character)) {
    state.negated = false;
    cursor.position += 1;
  } else {
    addBranch(cursor, state, readWord(cursor));
  }
}

function readAll(cursor: Cursor, depth: number): QueryNode | null {
  const state: State = { parts: [], joined: null, next: null, negated: false };
  while (cursor.position < cursor.source.length) step(cursor, state, depth);
  return state.parts.length === 0 ? null : groupOf(state.parts);
}

/** Reads the forgiving syntax of `simple_query_string`: whatever is wrong in it is left out. Never throws. */
export function parseSimpleQueryString(source: string, options: SimpleQueryOptions): QueryNode {
  const usual = options.operator === 'all' ? 'must' : 'should';
  const cursor: Cursor = { source: Array.from(source), flags: options.flags, usual, position: 0 };
  return readAll(cursor, 0) ?? { kind: 'nothing' };
}
