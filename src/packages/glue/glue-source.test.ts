import { afterAll, beforeEach, describe, expect, it } from 'vitest';

import {
  generatedCatalog,
  type GlueEndpoint,
  GlueFault,
  sampleCatalog,
  startGlueEndpoint,
} from '../../../examples/glue-endpoint/index.ts';
import { classifyGlueError, explainGlueError } from './explain-glue-error.ts';
import { type GlueIdentity } from './glue-identity.ts';
import { type GlueSource, ListingExpired, openGlueSource } from './glue-source.ts';

const identity: GlueIdentity = {
  credentialName: 'example',
  region: 'eu-central-1',
  auth: { kind: 'keys', accessKeyId: 'EXAMPLE', secretAccessKey: 'not-a-secret' },
};
const endpoint: GlueEndpoint = await startGlueEndpoint();
const calm = {
  pageSize: 100,
  latencyMs: 0,
  deniedDatabases: [],
  deniesListing: false,
  hidesTable: () => false,
  callsPerSecondMax: 100_000,
  accessKeys: ['EXAMPLE'],
  beforeCall: () => undefined,
};

function open(more: { url?: string; signal?: AbortSignal; attemptsMax?: number } = {}): GlueSource {
  const { url = endpoint.url, signal = new AbortController().signal, attemptsMax = 5 } = more;
  return openGlueSource({ identity, endpoint: url, signal, attemptsMax });
}

async function listNames(source: GlueSource, database: string): Promise<string[]> {
  const names: string[] = [];
  let nextToken: string | null = null;
  do {
    const page = await source.listTables(database, nextToken);
    names.push(...page.tables.map(({ Name = '' }) => Name));
    nextToken = page.nextToken;
  } while (nextToken !== null);
  return names;
}

const errorOf = async (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'succeeded',
    (error: unknown) => error,
  );

beforeEach(() => {
  endpoint.configure({ ...calm, catalog: sampleCatalog() });
  endpoint.requests.length = 0;
});
afterAll(() => endpoint.close());

describe('a source of Glue', () => {
  it('lists every database, page by page', async () => {
    endpoint.configure({ pageSize: 2 });
    const names: string[] = [];
    for await (const page of open().listDatabases()) names.push(...page.map(({ Name = '' }) => Name));
    expect(names).toEqual(sampleCatalog().databases.map(({ Name }) => Name));
    expect(endpoint.requests).toHaveLength(3);
    expect(endpoint.requests[0]).toMatchObject({
      operation: 'GetDatabases',
      accessKey: 'EXAMPLE',
      region: 'eu-central-1',
    });
  });

  it('lists every table once, a hundred a page, whatever the names', async () => {
    endpoint.configure({ catalog: generatedCatalog({ databases: 1, tables: 1_234, columns: 3 }) });
    const names = await listNames(open(), 'bench_0000');
    expect(new Set(names).size).toBe(1_234);
    expect(endpoint.requests).toHaveLength(13);
    endpoint.configure({ catalog: sampleCatalog(), pageSize: 7 });
    const odd = sampleCatalog();
    expect(await listNames(open(), 'odd/names')).toHaveLength(odd.tableCount('odd/names'));
  });

  it('asks for names alone where names are enough', async () => {
    const page = await open().listTableNames('finance', null);
    expect(page.tables.find(({ Name }) => Name === 'open_items')?.TableType).toBe('VIRTUAL_VIEW');
    expect(page.tables.every(({ StorageDescriptor }) => StorageDescriptor === undefined)).toBe(true);
  });

  it('says that the listing expired when its token is no longer taken', async () => {
    endpoint.configure({ pageSize: 5 });
    const source = open();
    const { nextToken } = await source.listTables('sales', null);
    endpoint.expireTokens();
    expect(await errorOf(source.listTables('sales', nextToken))).toBeInstanceOf(ListingExpired);
  });

  it('tells what is gone from what is hidden', async () => {
    endpoint.configure({ hidesTable: (_database, table) => table === 'orders', deniedDatabases: ['finance'] });
    const source = open();
    expect(await source.findTable('sales', 'customers')).toMatchObject({
      state: 'present',
      value: { Name: 'customers' },
    });
    expect(await source.findTable('sales', 'no_such_table')).toEqual({ state: 'gone' });
    expect(await source.findTable('sales', 'orders')).toEqual({ state: 'hidden' });
    expect(await source.findDatabase('sales')).toMatchObject({ state: 'present' });
    expect(await source.findDatabase('no_such_database')).toEqual({ state: 'gone' });
    expect(await source.findDatabase('finance')).toEqual({ state: 'hidden' });
  });

  it('backs off when Glue answers 400 ThrottlingException, and gets everything', async () => {
    endpoint.configure({ catalog: generatedCatalog({ databases: 1, tables: 600, columns: 1 }), callsPerSecondMax: 3 });
    expect(await listNames(open(), 'bench_0000')).toHaveLength(600);
    expect(endpoint.requests.length).toBeGreaterThan(6);
  });

  it('stops within the moment when it is told to', async () => {
    endpoint.configure({ latencyMs: 20_000 });
    const stop = new AbortController();
    const failure = errorOf(open({ signal: stop.signal }).listTables('sales', null));
    stop.abort();
    expect(await failure).toMatchObject({ name: 'AbortError' });
  });
});

describe('what an error of Glue means', () => {
  const firstPage = (source: GlueSource): Promise<unknown> => errorOf(source.listDatabases().next());
  const explain = (error: unknown): string => explainGlueError(error, open().site('GetDatabases'));

  it('wrong keys: says which credential AWS does not accept', async () => {
    endpoint.configure({ accessKeys: ['ANOTHER'] });
    const error = await firstPage(open());
    expect(classifyGlueError(error)).toBe('credential');
    expect(explain(error)).toMatch(/^AWS does not accept the credential `example`, check the access key/);
  });

  it('access denied: names the action to allow', async () => {
    endpoint.configure({ deniesListing: true });
    const error = await firstPage(open());
    expect(classifyGlueError(error)).toBe('denied');
    expect(explain(error)).toMatch(/may not call `glue:GetDatabases` in `eu-central-1`, allow it in IAM/);
  });

  it('no answer: names what to check', async () => {
    const closed = await startGlueEndpoint();
    await closed.close();
    const error = await firstPage(open({ url: closed.url, attemptsMax: 1 }));
    expect(classifyGlueError(error)).toBe('unreachable');
    expect(explain(error)).toMatch(/cannot be reached, check the region `eu-central-1`/);
  });

  it('anything else: repeats what AWS said', async () => {
    endpoint.configure({
      beforeCall: () => {
        throw new GlueFault('InvalidInputException', 'something odd');
      },
    });
    const error = await firstPage(open());
    expect(explain(error)).toBe('`glue:GetDatabases` failed in `eu-central-1` (AWS said: something odd)');
  });
});
