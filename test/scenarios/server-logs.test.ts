import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startGlueEndpoint, type GlueEndpoint } from '../../examples/glue-endpoint/index.ts';
import { ClavisClient, GlueCrawler } from '../../src/sdk/index.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';
import { call, createServerStage, readBootstrapFile } from '../support/server-process.ts';

const stage = createServerStage();
let database: TestDatabase;
let endpoint: GlueEndpoint;

beforeAll(async () => {
  database = await createTestDatabase();
  endpoint = await startGlueEndpoint();
});
afterAll(async () => {
  await stage.close();
  await endpoint.close();
  await database.close();
});

describe('the log', () => {
  it('is JSON lines on standard error, and holds no secret that passed through, even at level debug', async () => {
    const canary = (): string => `canary-${randomBytes(12).toString('hex')}`;
    const [awsSecret, wrongPassword, cookie, inUrl] = [canary(), canary(), canary(), canary()];
    const file = join(await stage.folder(), 'first-admin.json');
    const server = await stage.start({
      flags: ['--bootstrap-file', file, '--log-level', 'debug', '--database-url', database.url],
      environment: { AWS_ENDPOINT_URL_GLUE: endpoint.url },
    });
    const { username, password, token } = await readBootstrapFile(file);
    const admin = new ClavisClient({ baseUrl: server.url, token });

    const made = await admin.tokens.create({ displayName: 'another', role: 'default' });
    const sessions = `${server.url}/api/clavis/v1/sessions`;
    expect(await call(sessions, { body: { username, password } })).toMatchObject({ status: 200 });
    expect(await call(sessions, { body: { username, password: wrongPassword } })).toMatchObject({ status: 401 });
    await call(sessions, { body: { username, password, unexpected: wrongPassword } });
    await call(`${server.url}/api/service/whoami`, { token: `${token}x` });
    await call(`${server.url}/api/service/nowhere?token=${inUrl}&secret=${made.secret}`, { token });
    await fetch(`${server.url}/api/service/whoami`, { headers: { cookie: `clavis_session=${cookie}` } });

    // Once right and once refused by AWS: errors carry more than successes do.
    for (const accessKeys of [undefined, ['ANOTHER']]) {
      endpoint.configure({ accessKeys: accessKeys ?? ['EXAMPLE'] });
      const crawler = new GlueCrawler({ name: 'lake', adminUsers: [username] }, new Date(Date.now() + 1000))
        .direct('eu-central-1')
        .iamUserAuth('EXAMPLE', awsSecret)
        .include(['finance']);
      await admin.workflows.submit(crawler.toWorkflow());
      const run = await eventually('the run ends', async () => {
        const latest = await admin.workflows.latestRun(crawler.workflowName);
        return latest?.finishedAt === null ? null : latest;
      });
      expect(run?.phase).toBe(accessKeys === undefined ? 'Succeeded' : 'Failed');
      expect(JSON.stringify(await admin.runs.get(run?.name ?? ''))).not.toContain(awsSecret);
      await admin.workflows.archive(crawler.workflowName);
    }
    await server.stop();

    const lines = server.stderr().trim().split('\n');
    expect(lines.length).toBeGreaterThan(10);
    for (const line of lines)
      expect(JSON.parse(line)).toMatchObject({ level: expect.any(Number), msg: expect.anything() });
    const databasePassword = new URL(database.url).password;
    for (const secret of [token, made.secret, password, awsSecret, wrongPassword, cookie, inUrl, databasePassword]) {
      expect(secret.length).toBeGreaterThan(8);
      expect(server.stderr()).not.toContain(secret);
      expect(server.stdout()).not.toContain(secret);
    }
  });
});
