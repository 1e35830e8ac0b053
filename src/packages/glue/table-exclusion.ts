import { createContext, Script } from 'node:vm';

import { CatalogError, parseJson } from '../../foundation/index.ts';

// A page has at most 100 names of at most 255 bytes: a sane pattern needs well under a millisecond for all of them.
const matchingMsMax = 1_000;

/**
 * Which of `names` the pattern excludes. The whole name must match; the dialect is JavaScript's with the `u` flag.
 * SECURITY: the pattern is written by whoever submits the workflow. `(a+)+$` against one long name would stop this node for
 * hours, so matching runs under a time limit that V8 enforces inside the regular expression engine.
 */
export function excludedNames(pattern: string, names: readonly string[]): ReadonlySet<string> {
  const context = createContext({ source: wholeName(pattern), names: JSON.stringify(names) });
  const script = new Script(
    'JSON.stringify((() => { const re = new RegExp(source, "u"); return JSON.parse(names).filter((name) => re.test(name)); })())',
  );
  try {
    const matched = script.runInContext(context, { timeout: matchingMsMax }) as string; // The script is the line above.
    return new Set(parseJson(matched) as string[]);
  } catch (error) {
    throw new CatalogError(
      'field_invalid',
      `\`exclude-table-regex\` takes longer than ${matchingMsMax} ms for one page of tables, write a simpler pattern`,
      { cause: error },
    );
  }
}

/** Why the pattern is no regular expression; `null` when it is one. */
export function findPatternProblem(pattern: string): string | null {
  try {
    new RegExp(wholeName(pattern), 'u');
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const wholeName = (pattern: string): string => `^(?:${pattern})$`;
