import { invalidInput } from './glue-fault.ts';

/** Where a listing goes on: opaque to callers, as in Glue. `generation` lets a test expire every token handed out. */
export interface PageToken {
  readonly generation: number;
  readonly scope: string;
  readonly index: number;
}

export function renderPageToken(token: PageToken): string {
  return Buffer.from(JSON.stringify([token.generation, token.scope, token.index])).toString('base64url');
}

/** The index at which the listing of `scope` goes on; 0 without a token. Refuses tokens that are damaged, old or foreign. */
export function parsePageToken(text: unknown, generation: number, scope: string): number {
  if (text === undefined || text === null) return 0;
  if (typeof text !== 'string') throw invalidInput('NextToken must be a string');
  const parsed = readToken(text);
  if (parsed === null || parsed[0] !== generation || parsed[1] !== scope || !Number.isSafeInteger(parsed[2])) {
    throw invalidInput('The continuation token is invalid or has expired.');
  }
  return Number(parsed[2]);
}

function readToken(text: string): unknown[] | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    return Array.isArray(value) && value.length === 3 ? value : null;
  } catch {
    return null;
  }
}
