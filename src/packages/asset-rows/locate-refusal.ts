import { isCatalogError, type ErrorCode } from '../../foundation/index.ts';
import { type AssetDraft } from './asset-draft.ts';
import { type RowProblem } from './row-problems.ts';

// Faults of the moment or of the server: what a save is tried again for.
const passing = new Set<ErrorCode>(['internal', 'store_unavailable', 'rate_limited', 'state_conflict']);

/** Whether a save was refused for what it holds or whose it is, so that other rows may be saved without the row at fault. */
export function blamesContent(error: unknown): boolean {
  if (isCatalogError(error)) return !passing.has(error.code);
  // PostgreSQL: class 22 is data it cannot hold, class 54 a limit exceeded, such as too long an index entry.
  return error instanceof Error && 'code' in error && /^(?:22|54)[0-9A-Z]{3}$/.test(String(error.code));
}

const pathPattern = /^entities\[(\d+)\](?:\.\w*[aA]ttributes\.([^.[]+))?/;

/**
 * The rows that a refused save speaks of, by their place in it, each with the first of its problems: by the paths of its details, else by
 * the name in its message. Empty when it speaks of none.
 */
export function locateRefusal(error: unknown, drafts: readonly AssetDraft[]): ReadonlyMap<number, RowProblem> {
  const found = new Map<number, RowProblem>();
  if (!isCatalogError(error)) return found;
  const add = (index: number, column: string | null, message: string): void => {
    const line = drafts[index]?.line;
    if (line !== undefined && !found.has(index)) found.set(index, { line, column, message });
  };
  for (const { path, message } of error.details) {
    const [, index, attribute] = pathPattern.exec(path) ?? [];
    if (index !== undefined) add(Number(index), attribute === undefined ? null : `\`${attribute}\``, message);
  }
  if (found.size > 0) return found;
  const [, at] = /`entities\[(\d+)\]/.exec(error.message) ?? [];
  if (at !== undefined) add(Number(at), null, error.message);
  for (const [index, { qualifiedName }] of drafts.entries()) {
    if (found.size === 0 && error.message.includes(`\`${qualifiedName}\``)) add(index, null, error.message);
  }
  return found;
}
