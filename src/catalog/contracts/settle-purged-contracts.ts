import { CatalogError, newGuid } from '../../foundation/index.ts';
import { sql, type Tx } from '../../postgres/index.ts';
import type { AssetRow } from '../entities/asset-row.ts';
import { insertLinks, type Link } from '../entities/link-store.ts';
import { findContractVersions, markContracts, type ContractVersion } from './contract-versions.ts';

/** How much of a contract goes: all of its versions, or the latest alone (Atlan wire, `x-atlan-contract-delete-scope`). */
export type ContractScope = 'all' | 'single';

function hostsOf(rows: readonly AssetRow[]): string[] {
  const contracts = rows.filter(({ typeName }) => typeName === 'DataContract');
  return [...new Set(contracts.flatMap(({ host }) => host?.guid ?? []))];
}

/** `single` leaves what came before, so it must be nothing that something else came after. */
function requireLatest(rows: readonly AssetRow[], versions: readonly ContractVersion[]): void {
  const latest = new Map<string, string>();
  for (const { hostGuid, guid } of versions) if (!latest.has(hostGuid)) latest.set(hostGuid, guid);
  const other = rows.find(({ guid, host }) => host !== null && (latest.get(host.guid) ?? guid) !== guid);
  if (other === undefined) return;
  throw new CatalogError(
    'operation_unsupported',
    `\`${other.qualifiedName}\` is not the latest version of its contract`,
  );
}

/** The guids that go with the contracts among `rows`: the other versions of each. */
export async function findFurtherVersions(tx: Tx, rows: readonly AssetRow[], scope: ContractScope): Promise<string[]> {
  const contracts = rows.filter(({ typeName }) => typeName === 'DataContract');
  if (contracts.length === 0) return [];
  const versions = await findContractVersions(tx, hostsOf(contracts));
  if (scope === 'single') requireLatest(contracts, versions);
  return scope === 'single' ? [] : versions.map(({ guid }) => guid);
}

function linkTo(hostGuid: string, typeName: string, version: ContractVersion | undefined): Link[] {
  if (version === undefined) return [];
  return [{ guid: newGuid(), typeName, end1: hostGuid, end2: version.guid, attributes: {} }];
}

/**
 * Lets the assets whose contracts have gone say so: without a contract, or led to the latest version that is left and to the latest certified
 * one. The caller holds the rows of assets and contracts.
 */
export async function settlePurgedContracts(tx: Tx, removed: readonly AssetRow[]): Promise<void> {
  const gone = new Set(removed.map(({ guid }) => guid));
  const hosts = hostsOf(removed).filter((guid) => !gone.has(guid));
  if (hosts.length === 0) return;
  const left = Map.groupBy(await findContractVersions(tx, hosts), ({ hostGuid }) => hostGuid);
  await markContracts(tx, hosts, [...left.keys()]);
  const names = ['asset_latest_contract', 'asset_latest_certified_contract'];
  await sql`DELETE FROM relationship
    WHERE end1_guid = ANY(${hosts}::uuid[]) AND type_name = ANY(${names}::text[])`.execute(tx);
  const links = [...left].flatMap(([host, versions]) => [
    ...linkTo(host, 'asset_latest_contract', versions[0]),
    ...linkTo(
      host,
      'asset_latest_certified_contract',
      versions.find(({ status }) => status === 'VERIFIED'),
    ),
  ]);
  await insertLinks(tx, links);
}
