import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Outcome, runCommand } from '../../test/scenarios/doors/captured-terminal.ts';
import { type Answer, type AnsweringServer, startAnsweringServer } from '../../test/support/answering-server.ts';

let server: AnsweringServer | null = null;
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'clavis-apply-'));
});
afterEach(async () => {
  await server?.close();
  server = null;
  rmSync(folder, { recursive: true });
});

const nothing = { totalRecord: 0, filterRecord: 0, records: [] };

/** A workspace without anything, in which making a token is answered so. */
async function serve(answer: Answer): Promise<void> {
  server = await startAnsweringServer(({ method, url }) => {
    if (url.startsWith('/api/service/users/current')) return { body: { id: 'i', username: 'ada', email: '' } };
    if (url.startsWith('/api/meta/search')) return { body: { approximateCount: 0 } };
    return method === 'GET' ? { body: nothing } : answer;
  });
}

const document = 'apiVersion: clavis/v1\ntokens: [{ name: etl }]\n';

async function apply(args: readonly string[] = []): Promise<Outcome> {
  const env = { CLAVIS_URL: server?.url ?? '', CLAVIS_TOKEN: 'a-token' };
  const secrets = ['--secrets', join(folder, 'secrets.jsonl')];
  return runCommand(['apply', '-f', '-', ...secrets, ...args], env, { input: document });
}

const advice = 'if `etl` was made all the same, nobody has its secret: `clavis token rotate`';

test.each([
  ['cut off', { hangUp: true }],
  ['a gateway’s own', { status: 504, body: 'gateway timeout' }],
])('an answer that is %s while a token is made is told with what it may mean', async (_what, answer) => {
  await serve(answer);
  const { code, err } = await apply();
  expect(code).toBe(1);
  expect(err).toContain(advice);
});

test('a refusal while a token is made means that there is none', async () => {
  await serve({ status: 403, body: { errorCode: 'ATLAS-403-00-001', errorMessage: 'not you' } });
  const { code, err } = await apply();
  expect(code).toBe(1);
  expect(err).toContain('error: not you');
  expect(err).not.toContain(advice);
});

test('names from files and servers cannot drive the terminal', async () => {
  await serve({ status: 403, body: { errorCode: 'X', errorMessage: 'no' } });
  const input = 'apiVersion: clavis/v1\ntokens: [{ name: "\\e[2J" }]\n';
  const args = ['apply', '-f', '-', '--secrets', join(folder, 's')];
  const { out, err } = await runCommand(args, { CLAVIS_URL: server?.url ?? '', CLAVIS_TOKEN: 't' }, { input });
  expect(out + err).not.toContain('\u001b');
  expect(out).toContain('\ufffd[2J');
});

test('kinds that cannot be pruned, and sections that there are not, are refused before anything is sent', async () => {
  await serve({});
  expect(await apply(['--prune', 'groups'])).toMatchObject({ code: 2 });
  const { code, err } = await runCommand(['export', '--only', 'everything'], { CLAVIS_URL: server?.url ?? '' });
  expect(code).toBe(2);
  expect(err).toContain('groups, connections, purposes, personas, tokens');
  expect(server?.seen).toEqual([]);
});
