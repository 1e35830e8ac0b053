import { sealedSecrets, type SealedSecrets } from '../../identity/index.ts';
import { sql, type RawBuilder } from '../../postgres/index.ts';
import type { Vault } from '../vault.ts';
import { envelopeMark } from './envelope.ts';

/** Where sealed secrets lie. SECURITY: the names of table and columns are written in the code and come from nobody else. */
export type SealedRows = Omit<SealedSecrets, 'purpose'> & {
  /** Purpose of the vault that sealed them (`Vault.derive`); `null` for the vault itself. */
  readonly purpose: string | null;
};

/** Everything that the vault, or one derived from it, has sealed. */
export const sealedRows: readonly SealedRows[] = [
  { table: 'credential', idType: 'uuid', sealed: 'sealed', keyId: 'key_id', purpose: null, nameOf: (id) => id },
  ...sealedSecrets,
];

/** The vault that seals these rows. */
export function vaultOf(vault: Vault, { purpose }: SealedRows): Vault {
  return purpose === null ? vault : vault.derive(purpose);
}

/** The columns of these rows as SQL. */
export function columnsOf(rows: SealedRows): {
  readonly table: RawBuilder<unknown>;
  readonly sealed: RawBuilder<unknown>;
  readonly keyId: RawBuilder<unknown>;
  readonly idType: RawBuilder<unknown>;
  /** Whether the row was sealed before there were envelopes. */
  readonly isBare: RawBuilder<boolean>;
} {
  const sealed = sql.ref(rows.sealed);
  return {
    table: sql.table(rows.table),
    sealed,
    keyId: sql.ref(rows.keyId),
    idType: rows.idType === 'uuid' ? sql`uuid` : sql`text`,
    isBare: sql<boolean>`(substring(${sealed} FROM 1 FOR ${sql.lit(envelopeMark.length)}) <> ${envelopeMark}::bytea)`,
  };
}
