import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { type CrawlBench, createCrawlBench } from '../../../test/support/glue-crawl.ts';
import { type StsEndpoint, startStsEndpoint } from '../../../test/support/sts-endpoint.ts';
import { testCredential } from '../../workflows/index.ts';

const roleArn = 'arn:aws:iam::000000000000:role/clavis/reader';
const role = {
  ...{ authType: 'role', username: '', password: '' },
  extra: { region: 'eu-central-1', aws_role_arn: roleArn, aws_external_id: 'the-lake' },
};

let sts: StsEndpoint;
let bench: CrawlBench;

async function open(isServerIdentityAllowed: boolean): Promise<void> {
  bench = await createCrawlBench({ isServerIdentityAllowed });
}

beforeEach(async () => {
  sts = await startStsEndpoint();
  vi.stubEnv('AWS_ENDPOINT_URL_STS', sts.url);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'SERVER');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'not-a-secret');
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await bench.close();
  await sts.close();
});

describe('a credential that names a role', () => {
  it('is refused at submit, and nothing is stored, unless the operator lends the identity of the server', async () => {
    await open(false);
    await expect(bench.submit({}, role)).rejects.toMatchObject({
      code: 'field_invalid',
      message: expect.stringContaining('CLAVIS_GLUE_SERVER_IDENTITY'),
      details: [{ path: 'credential.authType' }],
    });
    const { rows } = await bench.database.pool.query('SELECT 1 FROM workflow UNION ALL SELECT 1 FROM credential');
    expect(rows).toEqual([]);
    expect(sts.calls).toEqual([]);
  });

  it('is refused where it is used too, when it did not come with the workflow', async () => {
    await open(false);
    const body = { ...role, name: 'lake', connectorConfigName: 'atlan-connectors-glue' };
    const answer = await testCredential(bench.workflows, bench.principal, body);
    expect(answer).toMatchObject({ message: expect.stringContaining('does not lend its own AWS identity') });
    expect(sts.calls).toEqual([]);
  });

  it('crawls with keys of the role, taken by the server with the external id', async () => {
    await open(true);
    sts.configure({ externalId: 'the-lake' });
    expect(await bench.crawl({}, role)).toMatchObject({ phase: 'Succeeded', message: null });
    expect(sts.calls[0]).toMatchObject({
      ...{ Action: 'AssumeRole', RoleArn: roleArn, ExternalId: 'the-lake', RoleSessionName: 'clavis' },
    });
    expect(bench.endpoint.requests.every(({ accessKey }) => accessKey?.startsWith('ROLE') === true)).toBe(true);
  });

  it('goes on with new keys when the old ones come to their end', async () => {
    await open(true);
    sts.configure({ keysLastSeconds: 30 });
    bench.endpoint.configure({ pageSize: 10 });
    expect(await bench.crawl({ 'include-filter': '{"AwsDataCatalog":{"sales":{}}}' }, role)).toMatchObject({
      phase: 'Succeeded',
    });
    const used = bench.endpoint.requests
      .filter(({ operation, body }) => operation === 'GetTables' && body['NextToken'] !== undefined)
      .map(({ accessKey }) => accessKey);
    expect(used.length).toBeGreaterThan(2);
    expect(new Set(used).size).toBe(used.length);
  });

  it('says what to change when AWS does not give the role', async () => {
    await open(true);
    sts.configure({ externalId: 'another' });
    const progress = await bench.crawl({}, role);
    expect(progress.phase).toBe('Failed');
    expect(progress.message).toContain('check its trust policy, the external id');
    expect(progress.message).toContain(roleArn);
    expect(bench.endpoint.requests).toEqual([]);
  });

  it('says what to change when STS cannot be reached', async () => {
    await open(true);
    await sts.close();
    const progress = await bench.crawl({}, role);
    expect(progress).toMatchObject({ phase: 'Failed', message: expect.stringMatching(/^AWS STS cannot be reached/) });
  });

  it('names every part of it that is no role', async () => {
    await open(true);
    const extra = { region: 'eu-central-1', aws_role_arn: 'arn:aws:iam::1:user/me', aws_external_id: 'a b' };
    const progress = await bench.crawl({}, { ...role, extra });
    expect(progress.phase).toBe('Failed');
    expect(progress.message).toContain('aws_role_arn');
    expect(progress.message).toContain('aws_external_id');
  });
});
