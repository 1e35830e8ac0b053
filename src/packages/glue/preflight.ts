import { type Problem } from '../../foundation/index.ts';
import { classifyGlueError, explainGlueError } from './explain-glue-error.ts';
import { type GlueSource } from './glue-source.ts';

/** One of the three things that a crawl cannot do without (Atlan wire, preflight). */
export interface PreflightCheck {
  readonly check: 'connection' | 'databases' | 'tables';
  readonly isPassed: boolean;
  readonly message: string;
}

const databasesTried = 5;

const connected: PreflightCheck = {
  check: 'connection',
  isPassed: true,
  message: 'AWS answers and takes the credential',
};
const listed: PreflightCheck = { check: 'databases', isPassed: true, message: 'databases can be listed' };

/** The checks when listing databases failed with `error`. */
export function failedPreflight(source: Pick<GlueSource, 'site'>, error: unknown): PreflightCheck[] {
  const isDenied = classifyGlueError(error) === 'denied';
  const message = explainGlueError(error, source.site('GetDatabases'));
  return [
    isDenied ? connected : { check: 'connection', isPassed: false, message },
    {
      check: 'databases',
      isPassed: false,
      message: isDenied ? message : 'databases were not listed, since AWS does not answer or refuses the credential',
    },
    { check: 'tables', isPassed: false, message: 'tables were not listed, since databases could not be' },
  ];
}

/**
 * The checks once databases have been listed: whether tables of at least one of them can be, which a catalog without databases
 * passes. Never rejects for a refusal: each database is asked for its tables later, and what is refused then is named one by one.
 */
export async function checkTables(source: GlueSource, databases: readonly string[]): Promise<PreflightCheck[]> {
  const passed = (message: string): PreflightCheck[] => [
    connected,
    listed,
    { check: 'tables', isPassed: true, message },
  ];
  if (databases.length === 0) return passed('there is no database whose tables could be listed');
  let refusal: unknown = null;
  for (const database of databases.slice(0, databasesTried)) {
    try {
      await source.peekTables(database);
      return passed(`the tables of \`${database}\` can be listed`);
    } catch (error) {
      refusal = error;
    }
  }
  const message = explainGlueError(refusal, source.site('GetTables'));
  return [connected, listed, { check: 'tables', isPassed: false, message }];
}

export function problemsOf(checks: readonly PreflightCheck[]): Problem[] {
  return checks.filter(({ isPassed }) => !isPassed).map(({ check, message }) => ({ path: check, message }));
}
