import { setTimeout as pause } from 'node:timers/promises';
import type {
  ApiTokenList,
  ApiTokenRecord,
  ErrorBody,
  RotatedApiToken,
  RunDocument,
  TokenSecretList,
  WhoAmI,
} from '../../../src/contract/index.ts';
import { type Crawl, type Crawled, type Door, type DoorToken, nextEpoch, Refusal, type Wanted } from './door.ts';
import { glueSecretKey, type Site } from './site.ts';

type Send = <T>(method: string, path: string, body?: unknown) => Promise<T>;

/** Small, so that a list of the tests takes several pages. */
const pageSize = 7;

const nativeTokens = '/api/clavis/v1/api-tokens';

function sender({ url }: Site, secret: string): Send {
  return async <T>(method: string, path: string, body?: unknown) => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    // The shapes are those of the contract; the tests look at what matters of them.
    if (response.status === 200) return (text === '' ? null : JSON.parse(text)) as T;
    const error = JSON.parse(text) as ErrorBody;
    const causes = error.causes.map(({ location, errorMessage }) => `${location}: ${errorMessage}`);
    throw new Refusal([`${String(response.status)} ${error.errorMessage}`, ...causes].join('\n'));
  };
}

function readToken({ id, displayName, attributes }: ApiTokenRecord): DoorToken {
  const personas = attributes.personaQualifiedName.map(({ personaQualifiedName }) => personaQualifiedName);
  return { id, name: displayName, personas };
}

async function listTokens(send: Send): Promise<DoorToken[]> {
  const all: DoorToken[] = [];
  for (;;) {
    const query = `count=true&sort=createdAt&limit=${String(pageSize)}&offset=${String(all.length)}`;
    const { records } = await send<ApiTokenList>('GET', `/api/service/apikeys?${query}`);
    if (records.length === 0) return all;
    all.push(...records.map(readToken));
  }
}

function queryOf({ type, under }: Wanted): unknown {
  const filter: unknown[] = [
    { term: { __state: 'ACTIVE' } },
    { bool: { must_not: [{ terms: { '__typeName.keyword': ['Persona', 'Purpose', 'AuthPolicy'] } }] } },
  ];
  if (type !== undefined) filter.push({ term: { '__typeName.keyword': type } });
  if (under !== undefined) {
    const should = [{ term: { qualifiedName: under } }, { prefix: { qualifiedName: `${under}/` } }];
    filter.push({ bool: { should, minimum_should_match: 1 } });
  }
  return { bool: { filter } };
}

interface Hits {
  readonly approximateCount: number;
  readonly entities?: readonly { readonly attributes: { readonly qualifiedName: string } }[];
}

async function search(send: Send, wanted: Wanted): Promise<{ qualifiedNames: string[]; total: number }> {
  const { limit = 1000 } = wanted;
  const qualifiedNames: string[] = [];
  for (;;) {
    const size = Math.min(100, limit - qualifiedNames.length);
    const page = { from: qualifiedNames.length, size, track_total_hits: true };
    const sort = [{ qualifiedName: { order: 'asc' } }, { __guid: { order: 'asc' } }];
    const dsl = { ...page, query: queryOf(wanted), sort };
    const hits = await send<Hits>('POST', '/api/meta/search/indexsearch', { dsl, attributes: ['qualifiedName'] });
    qualifiedNames.push(...(hits.entities ?? []).map(({ attributes }) => attributes.qualifiedName));
    if (hits.entities === undefined || qualifiedNames.length >= limit)
      return { qualifiedNames, total: hits.approximateCount };
  }
}

function filterText(databases: readonly string[]): string {
  return JSON.stringify({ AwsDataCatalog: Object.fromEntries(databases.map((name) => [name, {}])) });
}

/** The least that a Glue workflow of the Atlan wire has to say. */
function workflowOf(crawl: Crawl, epoch: number, adminUser: string): unknown {
  const attributes = {
    ...{ qualifiedName: `default/glue/${String(epoch)}`, name: crawl.connectionName, connectorName: 'glue' },
    ...{ adminUsers: [adminUser], defaultCredentialGuid: '{{credentialGuid}}' },
  };
  const parameters = [
    { name: 'credential-guid', value: '{{credentialGuid}}' },
    { name: 'connection', value: JSON.stringify({ typeName: 'Connection', guid: '-1', attributes }) },
    ...(crawl.include === undefined ? [] : [{ name: 'include-filter', value: filterText(crawl.include) }]),
    ...(crawl.exclude === undefined ? [] : [{ name: 'exclude-filter', value: filterText(crawl.exclude) }]),
  ];
  const task = { name: 'run', arguments: { parameters }, templateRef: { name: 'atlan-glue', template: 'main' } };
  const credential = {
    ...{ name: `default-glue-${String(epoch)}-0`, authType: 'iam', extra: { region: 'eu-central-1' } },
    ...{ username: crawl.accessKey ?? 'sample', password: glueSecretKey },
    connectorConfigName: 'atlan-connectors-glue',
  };
  const annotations = { 'package.argoproj.io/name': '@atlan/glue' };
  return {
    metadata: { name: `atlan-glue-${String(epoch)}`, namespace: 'default', annotations },
    spec: { entrypoint: 'main', templates: [{ name: 'main', dag: { tasks: [task] } }] },
    payload: [{ parameter: 'credentialGuid', type: 'credential', body: credential }],
  };
}

interface RunHits {
  readonly hits: { readonly hits: readonly { readonly _source: RunDocument }[] };
}

async function untilOver(send: Send, workflow: string): Promise<{ phase: string; message: string }> {
  const clause = { term: { 'spec.workflowTemplateRef.name.keyword': workflow } };
  const query = { nested: { path: 'spec', query: clause } };
  for (const endAt = performance.now() + 60_000; performance.now() < endAt; await pause(50)) {
    const { hits } = await send<RunHits>('POST', '/api/service/runs/indexsearch', { size: 1, query });
    const { phase, message } = (hits.hits[0]?._source.status ?? {}) as { phase?: string; message?: string };
    if (phase !== undefined && ['Succeeded', 'Failed', 'Error'].includes(phase))
      return { phase, message: message ?? '' };
  }
  throw new Error(`no run of \`${workflow}\` was over in time`);
}

async function crawlGlue(send: Send, crawl: Crawl): Promise<Crawled> {
  const epoch = nextEpoch();
  const { username } = await send<WhoAmI>('GET', '/api/service/whoami');
  await send('POST', '/api/service/workflows?submit=true', workflowOf(crawl, epoch, username));
  const end = await untilOver(send, `atlan-glue-${String(epoch)}`);
  return { ...end, connection: `default/glue/${String(epoch)}` };
}

/** Plain `fetch` against the Atlan wire, as any program without our code would do it. */
export function enterByHttp(site: Site, secret: string): Door {
  const send = sender(site, secret);
  return {
    createToken: async ({ name, personas = [] }) => {
      const body = { displayName: name, description: '', personaQualifiedNames: personas, validitySeconds: 3600 };
      const record = await send<ApiTokenRecord>('POST', '/api/service/apikeys', body);
      return { ...readToken(record), secret: record.attributes.accessToken ?? '' };
    },
    listTokens: () => listTokens(send),
    findToken: async (name) => {
      const filter = encodeURIComponent(JSON.stringify({ displayName: name }));
      const { records } = await send<ApiTokenList>('GET', `/api/service/apikeys?limit=5&filter=${filter}`);
      return records[0] === undefined ? null : readToken(records[0]);
    },
    deleteToken: async (id) => {
      await send('DELETE', `/api/service/apikeys/${encodeURIComponent(id)}`);
    },
    rotateToken: (id) => send<RotatedApiToken>('POST', `${nativeTokens}/${id}/rotate`, { overlapSeconds: 3600 }),
    liveSecrets: async (id) => {
      const { secrets } = await send<TokenSecretList>('GET', `${nativeTokens}/${id}/secrets`);
      return secrets.filter(({ state }) => state !== 'retired').map((secret) => secret.id);
    },
    retireSecret: async (id, secretId) => {
      await send('DELETE', `${nativeTokens}/${id}/secrets/${secretId}`);
    },
    suspendToken: async (id, reason) => {
      await send('POST', `${nativeTokens}/${id}/suspend`, { reason });
    },
    resumeToken: async (id) => {
      await send('POST', `${nativeTokens}/${id}/resume`, {});
    },
    crawlGlue: (crawl) => crawlGlue(send, crawl),
    search: (wanted) => search(send, wanted),
    whoAmI: async () => {
      const { username, personas } = await send<WhoAmI>('GET', '/api/service/whoami');
      return { username, personas: personas.map(({ name }) => name) };
    },
  };
}
