import { CatalogError, type JsonValue } from '../../foundation/index.ts';
import type { AssetRow } from '../entities/asset-row.ts';
import { findAssetsByGuid, findAssetsByName } from '../entities/asset-store.ts';
import { assetNotFoundByName } from '../entities/authority.ts';
import { isSameJson } from '../entities/compare-json.ts';
import type { EntityDraft, LinkRequest } from '../entities/entity-draft.ts';
import type { SaveScope } from '../entities/save-scope.ts';
import { noTagRequest } from '../tags/tag-request.ts';
import { readContract, storedContent, type ContractDocument } from './contract-document.ts';
import { findContractVersions } from './contract-versions.ts';

/** Kept by the server: a version changes by saving `<asset>/contract`, whoever sends these along. */
const serverKept = ['dataContractJson', 'dataContractSpec', 'dataContractVersion', 'dataContractAssetGuid'];

const suffix = '/contract';
const versionName = /\/contract\/V\d+$/;

type Reading = 'version' | 'request' | 'stored';

function readingOf({ at, typeName, guid, qualifiedName }: EntityDraft): Reading | null {
  if (typeName !== 'DataContract') return null;
  if (guid !== null) return 'stored';
  if (qualifiedName?.endsWith(suffix) === true) return 'request';
  if (qualifiedName !== null && versionName.test(qualifiedName)) return 'version';
  const path = `\`${at}.attributes.qualifiedName\``;
  throw new CatalogError('field_invalid', `${path} \`${qualifiedName ?? ''}\` is not \`<asset>${suffix}\``);
}

function reference(at: string, guid: string): LinkRequest['references'][number] {
  return { at, typeName: null, guid, qualifiedName: null, linkAttributes: null };
}

function linking(at: string, ends: Readonly<Record<string, string | null>>): LinkRequest[] {
  return Object.entries(ends).flatMap(([attribute, guid]) =>
    guid === null ? [] : [{ attribute, mode: 'replace' as const, references: [reference(at, guid)] }],
  );
}

interface Request {
  readonly draft: EntityDraft;
  readonly document: ContractDocument;
  readonly host: AssetRow;
  /** The latest version, or `null`. */
  readonly latest: AssetRow | null;
}

function contentOf({ document, host }: Request, version: number): [string, JsonValue][] {
  return [
    ['dataContractJson', document.json],
    ['dataContractSpec', document.spec],
    ['certificateStatus', document.status],
    ['dataContractVersion', version],
    ['dataContractAssetGuid', host.guid],
  ];
}

function numberOf(row: AssetRow | null): number {
  const version = row?.attributes['dataContractVersion'];
  return typeof version === 'number' ? version : 0;
}

/** What the asset says of its contract. */
function markingHost({ draft, host }: Request): EntityDraft {
  return {
    ...{ at: draft.at, typeName: host.typeName, guid: host.guid, placeholder: null, qualifiedName: null, name: null },
    ...{ values: new Map([['hasContract', true]]), links: [], labels: null, customAttributes: null },
    ...{ customMetadata: null, tags: noTagRequest, restores: false },
  };
}

function changing(request: Request, latest: AssetRow): EntityDraft {
  const { draft, document, host } = request;
  const certified = document.status === 'VERIFIED' ? host.guid : null;
  return {
    ...draft,
    ...{ guid: latest.guid, qualifiedName: latest.qualifiedName },
    values: new Map([...draft.values, ...contentOf(request, numberOf(latest))]),
    links: [...draft.links, ...linking(draft.at, { dataContractAssetCertified: certified })],
  };
}

function adding(request: Request): EntityDraft[] {
  const { draft, host, latest } = request;
  const version = numberOf(latest) + 1;
  const ends = { dataContractAssetLatest: host.guid, dataContractPreviousVersion: latest?.guid ?? null };
  const added: EntityDraft = {
    ...draft,
    qualifiedName: `${host.qualifiedName}/${host.typeName}${suffix}/V${String(version)}`,
    values: new Map([...draft.values, ...contentOf(request, version)]),
    links: [...draft.links, ...linking(draft.at, ends)],
  };
  return [added, markingHost(request)];
}

/**
 * A draft is changed in place, also into what is certified; what is certified stays and is followed by a new draft. COMPAT: nothing is
 * certified that was no draft before.
 */
function resolve(request: Request): EntityDraft[] {
  const { draft, document, latest } = request;
  if (latest !== null && isSameJson(storedContent(latest.attributes), document.content)) {
    const values = new Map([...draft.values].filter(([name]) => !serverKept.includes(name)));
    return [{ ...draft, guid: latest.guid, qualifiedName: latest.qualifiedName, values }];
  }
  if (latest !== null && latest.attributes['certificateStatus'] !== 'VERIFIED') return [changing(request, latest)];
  if (document.status === 'DRAFT') return adding(request);
  throw new CatalogError('operation_unsupported', "Can't create a new published version");
}

async function findHosts(scope: SaveScope, drafts: readonly EntityDraft[]): Promise<AssetRow[]> {
  const names = drafts.map(({ qualifiedName }) => (qualifiedName ?? '').slice(0, -suffix.length));
  const rows = await findAssetsByName(scope.tx, [...new Set(names)]);
  return rows.filter((row) => row.state === 'ACTIVE' && scope.authority.may('asset.read', row));
}

async function findLatest(scope: SaveScope, hosts: readonly AssetRow[]): Promise<Map<string, AssetRow>> {
  const versions = await findContractVersions(
    scope.tx,
    hosts.map(({ guid }) => guid),
  );
  const guids = new Map<string, string>();
  for (const { hostGuid, guid } of versions) if (!guids.has(hostGuid)) guids.set(hostGuid, guid);
  const rows = await findAssetsByGuid(scope.tx, [...guids.values()]);
  return new Map(rows.flatMap((row) => (row.host === null ? [] : [[row.host.guid, row] as const])));
}

/** SECURITY: who names a version must see it; one out of sight answers as one that does not exist. */
async function requireVersions(scope: SaveScope, drafts: readonly EntityDraft[]): Promise<void> {
  const names = drafts.map(({ qualifiedName }) => qualifiedName ?? '');
  const known = await findAssetsByName(scope.tx, names);
  const seen = known.filter((row) => row.typeName === 'DataContract' && scope.authority.may('asset.read', row));
  const missing = names.find((name) => !seen.some(({ qualifiedName }) => qualifiedName === name));
  if (missing !== undefined) throw assetNotFoundByName('DataContract', missing);
}

function requestOf(
  { draft, document }: Pick<Request, 'draft' | 'document'>,
  known: { readonly hosts: readonly AssetRow[]; readonly latest: ReadonlyMap<string, AssetRow> },
): Request {
  const name = (draft.qualifiedName ?? '').slice(0, -suffix.length);
  const host = known.hosts.find((row) => row.qualifiedName === name && row.typeName === document.type);
  if (host === undefined) throw assetNotFoundByName(document.type, name);
  return { draft, document, host, latest: known.latest.get(host.guid) ?? null };
}

/**
 * Makes of what a request says of contracts what is to be saved: the version that changes or follows, in both spellings, and what the asset
 * says of it (Atlan wire, data contracts). A request without contracts asks nothing. Throws `field_invalid`, `attribute_missing`,
 * `asset_unique_attribute_not_found`, and `operation_unsupported` for certifying what was no draft.
 */
export async function readContractDrafts(
  scope: SaveScope,
  drafts: readonly EntityDraft[],
): Promise<readonly EntityDraft[]> {
  const readings = drafts.map(readingOf);
  if (readings.every((reading) => reading === null)) return drafts;
  const ofKind = (kind: Reading) => drafts.filter((_, index) => readings[index] === kind);
  await requireVersions(scope, ofKind('version'));
  const requests = ofKind('request');
  const documents = new Map(requests.map((draft) => [draft, readContract(draft.values, `${draft.at}.attributes`)]));
  const hosts = await findHosts(scope, requests);
  const latest = await findLatest(scope, hosts);
  return drafts.flatMap((draft, index) => {
    const document = documents.get(draft);
    if (document !== undefined) return resolve(requestOf({ draft, document }, { hosts, latest }));
    if (readings[index] === null) return [draft];
    return [{ ...draft, values: new Map([...draft.values].filter(([name]) => !serverKept.includes(name))) }];
  });
}
