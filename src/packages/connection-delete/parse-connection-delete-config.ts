import { ParameterReader } from '../package-parameters/index.ts';

/** Which connection goes, with everything in it, and how. */
export interface ConnectionDeleteConfig {
  readonly connection: string;
  /** SOFT archives, and all of it can come back; PURGE removes for good. */
  readonly deleteType: 'SOFT' | 'PURGE';
  /** Says what would go, and deletes nothing. */
  readonly isDryRun: boolean;
}

/** Reads the parameters (Atlan wire, ConnectionDelete), and `dry-run`. Throws `field_invalid` with every problem at once. */
export function parseConnectionDeleteConfig(parameters: ReadonlyMap<string, unknown>): ConnectionDeleteConfig {
  const reader = new ParameterReader(parameters);
  const expected = 'the qualified name of a connection, such as `default/glue/1735500000`';
  const config = {
    connection: reader.choiceOfForm('connection-qualified-name', expected),
    // No fallback to the one that cannot be undone.
    deleteType: reader.choice('delete-type', ['SOFT', 'PURGE'], 'SOFT'),
    isDryRun: reader.flag('dry-run', false),
  };
  if (!reader.flag('delete-assets', true)) {
    reader.refuse('delete-assets', 'is `false`; a connection is deleted with its assets, so `true` is accepted');
  }
  reader.requireNoProblems();
  return config;
}
