import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { type GlueEndpoint, sampleCatalog, startGlueEndpoint } from './index.ts';

let endpoint: GlueEndpoint;
beforeAll(async () => {
  endpoint = await startGlueEndpoint();
});
afterAll(() => endpoint.close());

interface Answer {
  readonly status: number;
  readonly errorType: string | null;
  readonly body: Record<string, unknown>;
}

async function call(operation: string, body: unknown): Promise<Answer> {
  const response = await fetch(endpoint.url, {
    method: 'POST',
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `AWSGlue.${operation}` },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const answer = (await response.json()) as Record<string, unknown>;
  return { status: response.status, errorType: response.headers.get('x-amzn-errortype'), body: answer };
}

describe('the sample Glue', () => {
  it.each([
    ['GetTables', { DatabaseName: 'nowhere' }, 'EntityNotFoundException'],
    ['GetTables', {}, 'InvalidInputException'],
    ['GetTables', { DatabaseName: 'sales', MaxResults: 101 }, 'InvalidInputException'],
    ['GetTables', { DatabaseName: 'sales', NextToken: 'forged' }, 'InvalidInputException'],
    ['GetTable', { DatabaseName: 'sales', Name: 'nothing' }, 'EntityNotFoundException'],
    ['DeleteTable', { DatabaseName: 'sales', Name: 'orders' }, 'UnknownOperationException'],
    ['constructor', {}, 'UnknownOperationException'],
    ['GetDatabases', 'not json', 'SerializationException'],
  ])('refuses %s %j with %s, in header and body', async (operation, body, type) => {
    const answer = await call(operation, body);
    expect(answer).toMatchObject({ status: 400, errorType: type, body: { __type: type } });
    expect(answer.body['Message']).toBeTypeOf('string');
  });

  it('never returns more than asked for, and every table once', async () => {
    const names: string[] = [];
    let NextToken: unknown;
    do {
      const { body } = await call('GetTables', { DatabaseName: 'sales', MaxResults: 9, NextToken });
      const page = body['TableList'] as { Name: string }[];
      expect(page.length).toBeLessThanOrEqual(9);
      names.push(...page.map(({ Name }) => Name));
      NextToken = body['NextToken'];
    } while (NextToken !== undefined);
    expect(names).toHaveLength(sampleCatalog().tableCount('sales'));
    expect(new Set(names).size).toBe(names.length);
  });

  it('pages partitions and finds single tables', async () => {
    const partitions = await call('GetPartitions', { DatabaseName: 'sales', TableName: 'orders_daily' });
    expect(partitions.body).toMatchObject({ NextToken: expect.any(String) });
    expect(partitions.body['Partitions']).toHaveLength(100);
    const table = await call('GetTable', { DatabaseName: 'odd/names', Name: 'with/slash' });
    expect(table.body).toMatchObject({ Table: { Name: 'with/slash', DatabaseName: 'odd/names' } });
  });

  it('lets in only the access keys it was given', async () => {
    endpoint.configure({ accessKeys: ['EXAMPLE'] });
    expect(await call('GetDatabases', {})).toMatchObject({ errorType: 'MissingAuthenticationTokenException' });
  });

  it('serves at least 120 tables in at least four databases, the same every time', () => {
    const [first, second] = [sampleCatalog(), sampleCatalog()];
    expect(first.databases.length).toBeGreaterThanOrEqual(4);
    const all = first.databases.flatMap(({ Name }) =>
      Array.from({ length: first.tableCount(Name) }, (_, index) => [
        first.tableAt(Name, index),
        second.tableAt(Name, index),
      ]),
    );
    expect(all.length).toBeGreaterThanOrEqual(120);
    for (const [one, other] of all) expect(one).toEqual(other);
  });
});
