/** Who tries to give an API token a right. */
export const callers = [
  'the token itself',
  'another token',
  'a non-admin',
  'an admin',
  'an admin by group',
  'an admin under a deny',
  'an expired bearer',
  'a revoked bearer',
  'a bearer for elsewhere',
  'a bearer too old',
] as const;
export type Caller = (typeof callers)[number];

export const rights = ['connection admin', 'editor', 'viewer'] as const;
export type Right = (typeof rights)[number];

/** api: the native route · sdk: our client · wire: the steps of `add_as_admin` and `add_as_viewer` · page: a cookie · workflow: the package */
export const paths = ['api', 'sdk', 'wire', 'page', 'workflow'] as const;
export type Path = (typeof paths)[number];

/**
 * granted · hidden: told as if there were nothing · refused: told that it may not · stranger: not let in · failed: a run that failed, with the
 * reason in it
 */
export type Outcome = 'granted' | 'hidden' | 'refused' | 'stranger' | 'failed';

/**
 * What each of the 150 must come to. The package is about connections: for editors and viewers it finds none. A token has no
 * cookie, and a cookie that is none of a session lets nobody in.
 */
const table = `
  the token itself        | connection admin | hidden   hidden   hidden   stranger failed
  the token itself        | editor           | hidden   hidden   hidden   stranger failed
  the token itself        | viewer           | hidden   hidden   hidden   stranger failed
  another token           | connection admin | hidden   hidden   hidden   stranger failed
  another token           | editor           | hidden   hidden   hidden   stranger failed
  another token           | viewer           | hidden   hidden   hidden   stranger failed
  a non-admin             | connection admin | hidden   hidden   hidden   hidden   failed
  a non-admin             | editor           | hidden   hidden   hidden   hidden   failed
  a non-admin             | viewer           | hidden   hidden   hidden   hidden   failed
  an admin                | connection admin | granted  granted  granted  granted  granted
  an admin                | editor           | granted  granted  granted  granted  failed
  an admin                | viewer           | granted  granted  granted  granted  failed
  an admin by group       | connection admin | granted  granted  granted  granted  granted
  an admin by group       | editor           | granted  granted  granted  granted  failed
  an admin by group       | viewer           | granted  granted  granted  granted  failed
  an admin under a deny   | connection admin | refused  refused  refused  refused  failed
  an admin under a deny   | editor           | refused  refused  refused  refused  failed
  an admin under a deny   | viewer           | refused  refused  refused  refused  failed
  an expired bearer       | connection admin | stranger stranger stranger stranger stranger
  an expired bearer       | editor           | stranger stranger stranger stranger stranger
  an expired bearer       | viewer           | stranger stranger stranger stranger stranger
  a revoked bearer        | connection admin | stranger stranger stranger stranger stranger
  a revoked bearer        | editor           | stranger stranger stranger stranger stranger
  a revoked bearer        | viewer           | stranger stranger stranger stranger stranger
  a bearer for elsewhere  | connection admin | stranger stranger stranger stranger stranger
  a bearer for elsewhere  | editor           | stranger stranger stranger stranger stranger
  a bearer for elsewhere  | viewer           | stranger stranger stranger stranger stranger
  a bearer too old        | connection admin | stranger stranger stranger stranger stranger
  a bearer too old        | editor           | stranger stranger stranger stranger stranger
  a bearer too old        | viewer           | stranger stranger stranger stranger stranger
`;

export interface Cell {
  readonly caller: Caller;
  readonly right: Right;
  readonly path: Path;
  readonly expected: Outcome;
}

/** Every cell once, in the order of the table. */
export const cells: readonly Cell[] = table
  .trim()
  .split('\n')
  .flatMap((line) => {
    const [caller = '', right = '', outcomes = ''] = line.split('|').map((part) => part.trim());
    return outcomes.split(/\s+/).map((expected, column) => ({ caller, right, path: paths[column], expected }) as Cell);
  });
