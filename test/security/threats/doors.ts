import type { AddressInfo } from 'node:net';
import { ClavisClient, AssetQuery } from '../../../src/sdk/index.ts';
import type { OperationId } from '../../../src/contract/index.ts';
import type { Actor, Asset, Scene } from '../scene.ts';

/** A small part of the catalog that is asked about, and who asks. */
export interface DoorVisit {
  readonly scene: Scene;
  readonly actor: Actor;
  readonly assets: readonly Asset[];
  /** Every asset lies under this path, and nothing else does. */
  readonly root: string;
}

/** A way to what the catalog holds. Says which of the assets it shows, by guid; `null` where this door only counts. */
export interface Door {
  /** The operations behind it. */
  readonly operations: readonly OperationId[];
  /** The guids that show, or how many there are. */
  look(visit: DoorVisit): Promise<readonly string[] | number>;
}

const search = '/api/meta/search/indexsearch';
const hits = 200;

type SearchBody = Readonly<Record<string, unknown>>;

interface SearchAnswer {
  readonly approximateCount: number;
  readonly entities?: readonly { readonly guid: string }[];
  readonly aggregations?: Readonly<Record<string, { buckets?: readonly { doc_count: number }[]; value?: number }>>;
  readonly searchMetadata?: Readonly<Record<string, { readonly sort: readonly unknown[] }>>;
}

async function searched({ scene, actor }: DoorVisit, dsl: object, rest: SearchBody = {}): Promise<SearchAnswer> {
  const { json } = await scene.done(actor, search, { method: 'POST', body: { dsl, ...rest } });
  return json as unknown as SearchAnswer;
}

function beneath({ root }: DoorVisit): object {
  return { bool: { should: [{ term: { qualifiedName: root } }, { prefix: { qualifiedName: `${root}/` } }] } };
}

function guidsOf({ entities = [] }: SearchAnswer): string[] {
  return entities.map(({ guid }) => guid);
}

/** The assets for which the question is answered with 200. */
async function answered(
  { scene, actor, assets }: DoorVisit,
  ask: (asset: Asset) => { path: string; method?: 'GET' | 'POST' | 'PUT'; body?: unknown },
): Promise<string[]> {
  const shown: string[] = [];
  for (const asset of assets) {
    const { path, ...sending } = ask(asset);
    if ((await scene.ask(actor, path, sending)).status === 200) shown.push(asset.guid);
  }
  return shown;
}

function byName({ typeName, qualifiedName }: Asset): string {
  return `/api/meta/entity/uniqueAttribute/type/${typeName}?attr:qualifiedName=${encodeURIComponent(qualifiedName)}`;
}

/** Everything the answer says anywhere of one of the assets, by its guid. */
function mentioned(assets: readonly Asset[], text: string): string[] {
  return assets.filter(({ guid }) => text.includes(guid)).map(({ guid }) => guid);
}

async function pages(visit: DoorVisit): Promise<string[]> {
  const shown: string[] = [];
  for (let from = 0; ; from += 3) {
    const page = guidsOf(await searched(visit, { query: beneath(visit), from, size: 3 }));
    if (page.length === 0) return shown;
    shown.push(...page);
  }
}

async function onwards(visit: DoorVisit): Promise<string[]> {
  const shown: string[] = [];
  const sort = [{ 'name.keyword': 'asc' }, { __guid: 'asc' }];
  for (let after: readonly unknown[] | null = null; ;) {
    const dsl: object = { query: beneath(visit), size: 4, sort, ...(after === null ? {} : { search_after: after }) };
    const answer: SearchAnswer = await searched(visit, dsl, { showSearchMetadata: true });
    const last = guidsOf(answer).at(-1);
    if (last === undefined) return shown;
    shown.push(...guidsOf(answer));
    after = answer.searchMetadata?.[last]?.sort ?? null;
  }
}

async function byType(visit: DoorVisit): Promise<string[]> {
  const shown: string[] = [];
  for (const typeName of new Set(visit.assets.map((asset) => asset.typeName))) {
    const filter = [beneath(visit), { term: { '__typeName.keyword': typeName } }];
    shown.push(...guidsOf(await searched(visit, { query: { bool: { filter } }, size: hits })));
  }
  return shown;
}

async function byNot(visit: DoorVisit): Promise<string[]> {
  const query = { bool: { filter: [beneath(visit)], must_not: [{ term: { name: 'no such name' } }] } };
  return guidsOf(await searched(visit, { query, size: hits }));
}

async function facets(visit: DoorVisit): Promise<number> {
  const aggs = { types: { terms: { field: '__typeName.keyword', size: 50 } } };
  const { aggregations } = await searched(visit, { query: beneath(visit), size: 0, aggs });
  return (aggregations?.['types']?.buckets ?? []).reduce((sum, { doc_count }) => sum + doc_count, 0);
}

async function cardinality(visit: DoorVisit): Promise<number> {
  const aggs = { n: { cardinality: { field: '__guid' } } };
  const { aggregations } = await searched(visit, { query: beneath(visit), size: 0, aggs });
  return aggregations?.['n']?.value ?? 0;
}

/** What the answers about the visible assets say of others: the ends of their links. */
async function references(visit: DoorVisit): Promise<string[]> {
  const { scene, actor, assets } = visit;
  const shown = new Set<string>();
  for (const { guid } of assets) {
    const { status, text } = await scene.ask(actor, `/api/meta/entity/guid/${guid}`);
    if (status !== 200) continue;
    shown.add(guid);
    for (const other of mentioned(assets, text)) shown.add(other);
  }
  return [...shown];
}

const linked = ['table', 'columns', 'atlanSchema', 'tables', 'inputs', 'outputs', 'meanings', 'inputToProcesses'];

async function hitReferences(visit: DoorVisit): Promise<string[]> {
  const body = {
    attributes: linked,
    relationAttributes: ['name', 'qualifiedName'],
    includeRelationshipAttributes: true,
  };
  const answer = await searched(visit, { query: beneath(visit), size: hits }, body);
  return mentioned(visit.assets, JSON.stringify(answer.entities ?? []));
}

/** Everything that any entry says anywhere, the sources of tags included. */
async function history({ scene, actor, assets, root }: DoorVisit): Promise<string[]> {
  const query = { prefix: { entityQualifiedName: root } };
  const body = { dsl: { query, size: 1_000 }, attributes: [] };
  const { text } = await scene.done(actor, '/api/meta/entity/auditSearch', { method: 'POST', body });
  return mentioned(assets, text);
}

async function historyByAsset({ scene, actor, assets }: DoorVisit): Promise<string[]> {
  const shown: string[] = [];
  for (const { guid } of assets) {
    const body = { dsl: { query: { term: { entityId: { value: guid } } }, size: 0 } };
    const { json } = await scene.done(actor, '/api/meta/entity/auditSearch', { method: 'POST', body });
    if (Number(json['totalCount']) > 0) shown.push(guid);
  }
  return shown;
}

/** What the actor itself has found, and who looks back at it. */
async function searchLog(visit: DoorVisit): Promise<string[]> {
  const utmTags = [visit.root];
  await searched(visit, { query: beneath(visit), size: hits }, { requestMetadata: { saveSearchLog: true, utmTags } });
  const body = { dsl: { query: { term: { utmTags: { value: visit.root } } }, size: 10 } };
  const { text } = await visit.scene.done(visit.actor, '/api/meta/search/searchlog', { method: 'POST', body });
  return mentioned(visit.assets, text);
}

/** A save that changes nothing answers where the asset shows, and as if there were none where it does not. */
async function resaved(visit: DoorVisit): Promise<string[]> {
  return answered(visit, ({ guid, typeName, name, qualifiedName }) => ({
    path: '/api/meta/entity/bulk',
    method: 'POST',
    body: { entities: [{ guid, typeName, attributes: { name, qualifiedName } }] },
  }));
}

function updated(visit: DoorVisit): Promise<string[]> {
  return answered(visit, (asset) => ({
    path: byName(asset),
    method: 'PUT',
    body: { entity: { typeName: asset.typeName, attributes: {} } },
  }));
}

function client({ scene, actor }: DoorVisit): ClavisClient {
  const { port } = scene.world.server.server.address() as AddressInfo;
  return new ClavisClient({ baseUrl: `http://127.0.0.1:${String(port)}`, token: actor.secret });
}

async function sdkSearch(visit: DoorVisit): Promise<string[]> {
  const shown: string[] = [];
  const query = new AssetQuery().under(visit.root).withArchived();
  for await (const { guid } of client(visit).search.assets(query, { size: 5 })) shown.push(guid);
  return shown;
}

async function sdkGet(visit: DoorVisit): Promise<string[]> {
  const shown: string[] = [];
  for (const { guid } of visit.assets) {
    await client(visit)
      .entities.get({ guid })
      .then(
        () => shown.push(guid),
        () => 0,
      );
  }
  return shown;
}

const lineageList = '/api/meta/lineage/list';

/** What lineage says from each asset, both ways: the start, what is listed, and who is whose neighbour. */
async function lineage(visit: DoorVisit): Promise<string[]> {
  const shown = new Set<string>();
  for (const { guid, typeName } of visit.assets) {
    if (!['Table', 'Schema', 'Column', 'Process'].includes(typeName)) {
      if ((await visit.scene.ask(visit.actor, `/api/meta/entity/guid/${guid}/header`)).status === 200) shown.add(guid);
      continue;
    }
    for (const direction of ['INPUT', 'OUTPUT']) {
      const body = { guid, direction, depth: 100, size: hits, immediateNeighbours: true };
      const { status, json } = await visit.scene.ask(visit.actor, lineageList, { method: 'POST', body });
      if (status !== 200) continue;
      for (const one of mentioned(visit.assets, JSON.stringify(json['entities']))) shown.add(one);
    }
  }
  return [...shown];
}

async function lineageGraph(visit: DoorVisit): Promise<string[]> {
  const shown = new Set<string>();
  for (const { guid, typeName } of visit.assets) {
    if (typeName === 'Connection') {
      if ((await visit.scene.ask(visit.actor, `/api/meta/entity/bulk?guid=${guid}`)).status === 200) shown.add(guid);
      continue;
    }
    const { status, text } = await visit.scene.ask(
      visit.actor,
      `/api/meta/lineage/${guid}?depth=0&allowDeletedProcess=true`,
    );
    if (status === 200) for (const one of mentioned(visit.assets, text)) shown.add(one);
  }
  return [...shown];
}

const searching = ['searchAssets'] as const;

/** Every way to assets that this server has. */
export const doors: Readonly<Record<string, Door>> = {
  'get by guid': {
    operations: ['getEntity'],
    look: (visit) => answered(visit, ({ guid }) => ({ path: `/api/meta/entity/guid/${guid}` })),
  },
  'get by name': {
    operations: ['getEntityByUniqueAttribute'],
    look: (visit) => answered(visit, (asset) => ({ path: byName(asset) })),
  },
  'links of an asset': { operations: ['getEntity'], look: references },
  'search, page by page': { operations: searching, look: pages },
  'search, behind the last hit': { operations: searching, look: onwards },
  'search by type': { operations: searching, look: byType },
  'search by what is not': { operations: searching, look: byNot },
  'links of hits': { operations: searching, look: hitReferences },
  count: {
    operations: searching,
    look: async (visit) => (await searched(visit, { query: beneath(visit), size: 0 })).approximateCount,
  },
  buckets: { operations: searching, look: facets },
  'distinct values': { operations: searching, look: cardinality },
  history: { operations: ['searchHistory'], look: history },
  'history, asset by asset': { operations: ['searchHistory'], look: historyByAsset },
  'the search log': { operations: ['searchSearchLog'], look: searchLog },
  'a save that changes nothing': { operations: ['saveEntities'], look: resaved },
  'an update that changes nothing': { operations: ['updateEntityByUniqueAttribute'], look: updated },
  'lineage, both ways': { operations: ['listLineage', 'getEntityHeader'], look: lineage },
  'lineage as a graph': {
    operations: ['getLineage', 'getLineageGraph', 'getLineageOf', 'getEntities'],
    look: lineageGraph,
  },
  'a contract drawn up': {
    operations: ['drawUpContract'],
    look: (visit) =>
      answered(visit, ({ typeName, qualifiedName }) => ({
        path: '/api/service/contracts/init',
        method: 'POST',
        body: { assetType: typeName, assetQualifiedName: qualifiedName },
      })),
  },
  'tags by guid': {
    operations: ['listTagsByGuid'],
    look: (visit) => answered(visit, ({ guid }) => ({ path: `/api/meta/entity/guid/${guid}/classifications` })),
  },
  'several by name': {
    operations: ['getEntitiesByUniqueAttribute'],
    look: (visit) =>
      answered(visit, ({ typeName, qualifiedName }) => {
        const name = encodeURIComponent(qualifiedName);
        return { path: `/api/meta/entity/bulk/uniqueAttribute/type/${typeName}?attr_0:qualifiedName=${name}` };
      }),
  },
  'a save of one that changes nothing': {
    operations: ['saveEntity'],
    look: (visit) =>
      answered(visit, ({ guid, typeName, name, qualifiedName }) => ({
        path: '/api/meta/entity',
        method: 'POST',
        body: { entity: { guid, typeName, attributes: { name, qualifiedName } } },
      })),
  },
  'an update of one attribute that changes nothing': {
    operations: ['updateEntityAttribute'],
    look: (visit) =>
      answered(visit, ({ guid, name }) => ({
        path: `/api/meta/entity/guid/${guid}?name=name`,
        method: 'PUT',
        body: name,
      })),
  },
  explain: {
    operations: ['explainAccess'],
    look: (visit) =>
      answered(visit, ({ guid }) => ({ path: `/api/clavis/v1/access/explain?action=asset.read&asset=${guid}` })),
  },
  'the SDK, searching': { operations: searching, look: sdkSearch },
  'the SDK, asset by asset': { operations: ['getEntity'], look: sdkGet },
};

/** Operations that speak of assets and are tested elsewhere, each with where. */
export const doorsElsewhere: Readonly<Partial<Record<OperationId, string>>> = {
  deleteEntities: 'hidden.test.ts: passes over what is hidden',
  getDatasourceV1: 'the same look-up as getDatasourceV2',
  listLegacyDatasources: 'the same look-up as listDatasourcesV2',
  patchSchemas:
    'src/catalog/relational/update-relational.test.ts: the same for what is hidden as for what is not there',
  postSchemas: 'the same look-up as patchSchemas',
  patchTables: 'the same look-up as patchSchemas',
  postTables: 'the same look-up as patchSchemas',
  patchColumns: 'the same look-up as patchSchemas',
  postColumns: 'the same look-up as patchSchemas',
  getBulkJob: 'one’s own',
  searchTasks: 'src/catalog/tasks/search-tasks.test.ts: only of assets that may be read',
  getTagByGuid: 'the same look-up as listTagsByGuid',
  addTagsByGuid: 'the same look-up as listTagsByGuid',
  updateTagsByGuid: 'the same look-up as listTagsByGuid',
  removeTagsByGuid: 'the same look-up as listTagsByGuid',
  removeTagByGuid: 'the same look-up as listTagsByGuid',
  addTagToEntities: 'the same look-up as getEntities',
  setTagsOfEntities: 'the same look-up as getEntities',
  setLabels: 'the same look-up as listTagsByGuid',
  addLabels: 'the same look-up as listTagsByGuid',
  removeLabels: 'the same look-up as listTagsByGuid',
  setLabelsByUniqueAttribute: 'the same look-up by name',
  addLabelsByUniqueAttribute: 'the same look-up by name',
  removeLabelsByUniqueAttribute: 'the same look-up by name',
  deleteEntity: 'the same look-up as listTagsByGuid, then deleteEntities',
  deleteEntityByUniqueAttribute: 'the same look-up by name, then deleteEntities',
  deleteEntitiesByUniqueAttribute: 'the same look-up as getEntitiesByUniqueAttribute, then deleteEntities',
  addTags: 'the same look-up by name',
  updateTags: 'the same look-up by name',
  removeTag: 'the same look-up by name',
  mergeCustomMetadata: 'the same look-up by guid',
  mergeCustomMetadataSet: 'the same look-up by guid',
  removeCustomMetadata: 'the same look-up by guid',
  removeCustomMetadataSet: 'the same look-up by guid',
  simulateAccess: 'counts for others what the asker may ask of others',
  whoCan: 'takes being admin of the connection or access.explain, and reading the asset',
  listActorGrants: 'names grants, counts assets, lists none',
  reviewAccess: 'takes access.explain; counts assets',
  findUnusedAccess: 'takes access.explain and persona.read; names links and policies',
  listDenials: 'takes access.explain; what it names was asked for by name',
  listAuditRecords: 'takes audit.read; is about changes',
  streamAuditRecords: 'takes audit.read; is about changes',
  listConnectionAdmins: 'takes reading the connection',
  addConnectionAdmins: 'takes reading the connection, or owning the workspace',
  removeConnectionAdmins: 'takes reading the connection, or owning the workspace',
  listCollectionMembers: 'takes reading the collection',
  addCollectionMembers: 'takes reading the collection',
  removeCollectionMembers: 'takes reading the collection',
  createAccessRequest: 'answers the same whether the target exists',
  listAccessRequests: 'one’s own, and those one may decide on',
  getAccessRequest: 'one’s own, and those one may decide on',
  approveAccessRequest: 'as reading the request',
  refuseAccessRequest: 'as reading the request',
  withdrawAccessRequest: 'one’s own',
  searchWorkflows: 'src/workflows/gather-sight.test.ts',
  searchRuns: 'src/workflows/gather-sight.test.ts',
  listRuns: 'src/workflows/gather-sight.test.ts',
  getRun: 'src/workflows/gather-sight.test.ts',
  listSchedules: 'src/workflows/gather-sight.test.ts',
  getSchedule: 'src/workflows/gather-sight.test.ts',
  listScheduledRuns: 'src/workflows/gather-sight.test.ts',
  listMissedRuns: 'src/workflows/gather-sight.test.ts',
  followRun: 'src/http/clavis/run-events.test.ts',
  pauseSchedule: 'finds the workflow as `getRun` does',
  resumeSchedule: 'finds the workflow as `getRun` does',
  listCredentials: 'src/workflows/gather-sight.test.ts',
  getCredential: 'src/workflows/gather-sight.test.ts',
  testCredential: 'src/workflows/gather-sight.test.ts',
  updateCredential: 'src/workflows/gather-sight.test.ts',
  archiveCredential: 'src/workflows/gather-sight.test.ts',
  createCredential: 'shows what was sent',
  useCredential: 'shows nothing to anybody: 403, or 404 where `getCredential` answers that',
  listAppWorkflows: 'test/security/apps.test.ts',
  getAppWorkflow: 'test/security/apps.test.ts',
  listAppVersions: 'test/security/apps.test.ts',
  getAppRun: 'test/security/apps.test.ts',
};

/** Paths behind which there are no assets. */
export const noAssets: readonly RegExp[] = [
  /^\/(healthz|readyz|openapi\.json)$/,
  /^\/auth\//,
  /^\/oauth\/v2\//,
  /^\/integration\/v1\/(create|regen|validate|revoke)/,
  /^\/integration\/v[12]\/(userinfo|user|connectors)(\/|$)/,
  /^\/(full_version|api\/v1\/license)$/,
  /^\/api\/service\/(apikeys|users|whoami|roles|groups|v2\/groups|oauth-clients|idp|events)(\/|$)/,
  // What changes or runs a workflow finds it as `getRun` and the searches do.
  /^\/api\/service\/(workflows|package-workflows|runs)\//,
  /^\/api\/service\/(workflows|package-workflows)$/,
  // The same by the other surface's names; what apps there are is no secret.
  /^\/api\/service\/(v1\/apps?|configmaps)(\/|$)/,
  /^\/api\/clavis\/v1\/apps$/,
  /^\/api\/meta\/types\//,
  /^\/api\/clavis\/v1\/(setup|sessions|bearers|vault|api-tokens|refresh-tokens|oauth|oauth-clients|invitations|users|leaks|settings|sso|identity-providers)(\/|$)/,
  /^\/api\/clavis\/v1\/audit\/(verify|sinks)$/,
];

/** Doors that other catalogs have and this server does not, so nothing is tested of them. */
export const absent: readonly string[] = [
  'suggestions while typing',
  'semantic search',
  'export of search results',
  'webhooks',
  'a Model Context Protocol server',
];
