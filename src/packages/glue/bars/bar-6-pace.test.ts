import { afterAll, describe, expect, it } from 'vitest';

import { generatedCatalog, GlueFault, startGlueEndpoint } from '../../../../examples/glue-endpoint/index.ts';
import { CallPacers } from '../call-pacer.ts';
import { type GlueIdentity } from '../glue-identity.ts';
import { type GlueSource, openGlueSource } from '../glue-source.ts';

const endpoint = await startGlueEndpoint({ catalog: generatedCatalog({ databases: 2, tables: 200, columns: 1 }) });
afterAll(() => endpoint.close());

const identityOf = (accessKeyId: string): GlueIdentity => ({
  credentialName: 'example',
  region: 'eu-central-1',
  auth: { kind: 'keys', accessKeyId, secretAccessKey: 'not-a-secret' },
});

const open = (pacers: CallPacers, accessKey = 'EXAMPLE', renew?: () => Promise<GlueIdentity>): GlueSource =>
  openGlueSource({
    ...{ identity: identityOf(accessKey), endpoint: endpoint.url, signal: new AbortController().signal },
    ...{ attemptsMax: 10, pacers, renew },
  });

async function countTables(source: GlueSource, database: string): Promise<number> {
  let count = 0;
  let nextToken: string | null = null;
  do {
    const page = await source.listTables(database, nextToken);
    count += page.tables.length;
    nextToken = page.nextToken;
  } while (nextToken !== null);
  return count;
}

describe('bar 6: self-tuning concurrency', () => {
  it('bar 6: self-tuning concurrency - runs of one account share one pace, keep to its budget, and get everything', async () => {
    const pacers = new CallPacers();
    endpoint.configure({ pageSize: 5, callsPerSecondMax: 8, latencyMs: 5 });
    endpoint.requests.length = 0;
    // Two keys of one account: they share the pace once the source has said whose they are.
    const sources = [open(pacers, 'EXAMPLE'), open(pacers, 'OTHER')];
    await Promise.all(sources.map((source) => source.listDatabases().next()));
    expect(pacers.of('EXAMPLE', 'eu-central-1')).toBe(pacers.of('OTHER', 'eu-central-1'));
    expect(pacers.of('EXAMPLE', 'us-east-1')).not.toBe(pacers.of('OTHER', 'eu-central-1'));
    const counts = await Promise.all(sources.map((source, index) => countTables(source, `bench_000${index}`)));
    expect(counts).toEqual([200, 200]);
    // 82 calls were to be answered; without a pace most would be refused many times.
    expect(endpoint.requests.length - 82).toBeLessThan(82);
    expect(pacers.of('EXAMPLE', 'eu-central-1').pace.perSecond).toBeLessThan(16);
    for (const source of sources) source.close();
  }, 120_000);

  it.each([
    ['ThrottlingException', 400],
    ['RequestLimitExceeded', 503],
    ['TooManyRequestsException', 429],
  ])('bar 6: self-tuning concurrency - %s as HTTP %i slows down, and answers speed up again', async (type, status) => {
    const pacers = new CallPacers();
    let refusals = 3;
    endpoint.configure({
      ...{ pageSize: 100, callsPerSecondMax: 100_000, latencyMs: 0 },
      beforeCall: () => {
        if ((refusals -= 1) >= 0) throw new GlueFault(type, 'Rate exceeded', status);
      },
    });
    const source = open(pacers);
    const before = pacers.of('EXAMPLE', 'eu-central-1').pace;
    expect(await countTables(source, 'bench_0000')).toBe(200);
    const after = pacers.of('EXAMPLE', 'eu-central-1').pace;
    expect(after.perSecond).toBeLessThan(before.perSecond);
    expect(await countTables(source, 'bench_0000')).toBe(200);
    expect(pacers.of('EXAMPLE', 'eu-central-1').pace.perSecond).toBeGreaterThan(after.perSecond);
    endpoint.configure({ beforeCall: () => undefined });
    source.close();
  });

  it('bar 6: self-tuning concurrency - keys that are rotated while a crawl is under way are read from the vault again', async () => {
    const pacers = new CallPacers();
    endpoint.configure({ accessKeys: ['OLD'], pageSize: 50 });
    const source = open(pacers, 'OLD', () => Promise.resolve(identityOf('NEW')));
    const first = await source.listTables('bench_0000', null);
    endpoint.configure({ accessKeys: ['NEW'] });
    expect((await source.listTables('bench_0000', first.nextToken)).tables).toHaveLength(50);
    source.close();
    // Without new keys there is nothing to go on with.
    const stale = open(pacers, 'OLD', () => Promise.resolve(identityOf('OLD')));
    await expect(stale.listTables('bench_0000', null)).rejects.toMatchObject({ name: 'UnrecognizedClientException' });
    stale.close();
  });
});
