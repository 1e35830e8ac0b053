import { sql, type Tx } from '../../postgres/index.ts';

/** One version of the contract of an asset. */
export interface ContractVersion {
  readonly guid: string;
  /** Of the asset. */
  readonly hostGuid: string;
  readonly version: number;
  readonly status: string | null;
}

/** Every version of the contracts of these assets, the latest first. */
export async function findContractVersions(tx: Tx, hostGuids: readonly string[]): Promise<ContractVersion[]> {
  if (hostGuids.length === 0) return [];
  const { rows } = await sql<ContractVersion>`
    SELECT guid, host_guid AS "hostGuid", (attributes ->> 'dataContractVersion')::int AS version,
      attributes ->> 'certificateStatus' AS status
    FROM asset WHERE host_guid = ANY(${hostGuids}::uuid[]) AND type_name = 'DataContract'
    ORDER BY host_guid, version DESC, guid`.execute(tx);
  return rows;
}

/** Lets assets say whether there is still a contract of them. The caller holds the rows. */
export async function markContracts(
  tx: Tx,
  hostGuids: readonly string[],
  withContract: readonly string[],
): Promise<void> {
  await sql`
    UPDATE asset SET version = version + 1, attributes = CASE WHEN guid = ANY(${withContract}::uuid[])
      THEN attributes || '{"hasContract": true}' ELSE attributes - 'hasContract' END
    WHERE guid = ANY(${hostGuids}::uuid[])`.execute(tx);
}
