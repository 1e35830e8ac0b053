import { afterEach, describe, expect, test } from 'vitest';
import { type AnsweringServer, type SeenRequest, startAnsweringServer } from '../../test/support/answering-server.ts';
import { type Io } from './io.ts';
import { runProgram } from './run-program.ts';

let server: AnsweringServer | null = null;
afterEach(async () => {
  await server?.close();
  server = null;
});

const guid = '11111111-1111-4111-8111-111111111111';
const collection = { guid, qualifiedName: 'default/collection/jsmith/c1', name: 'Sales\u001b[31m reports' };
const viewer = { level: 'viewer', kind: 'group', name: 'data_team' };
const editor = { level: 'editor', kind: 'token', name: 'service-account-apikey-etl' };

function answer({ method, url, body }: SeenRequest): { body: unknown } {
  if (url.startsWith('/api/meta/search')) {
    const isKnown = JSON.stringify(body).includes('sales reports') || JSON.stringify(body).includes('Sales reports');
    const { name, qualifiedName } = collection;
    const found = { typeName: 'Collection', guid, attributes: { name, qualifiedName } };
    return { body: { approximateCount: isKnown ? 1 : 0, entities: isKnown ? [found] : [] } };
  }
  if (method === 'POST') return { body: { added: [viewer], alreadyThere: [editor] } };
  if (method === 'DELETE') return { body: { removed: [viewer], notThere: [editor] } };
  const members = [
    { ...editor, displayName: 'etl', living: false },
    { ...viewer, displayName: 'Data team', living: true },
  ];
  return { body: { collection, version: 3, members } };
}

async function run(...args: readonly string[]) {
  server ??= await startAnsweringServer((request) => answer(request) as never);
  let [out, err] = ['', ''];
  const io = {
    env: { CLAVIS_URL: server.url, CLAVIS_TOKEN: 'a-token' },
    stdout: { write: (text: string) => void (out += text) },
    stderr: { write: (text: string) => void (err += text) },
    ask: null,
    readInput: () => Promise.resolve(''),
    signal: new AbortController().signal,
    now: () => new Date('2026-01-01T00:00:10Z'),
    wait: () => Promise.resolve(),
    platform: 'linux',
    openUrl: () => undefined,
  } as Io;
  const code = await runProgram(['collection', ...args], { io });
  return { code, out, err, seen: server.seen };
}

describe('collection', () => {
  test('members is a table for people, and JSON for programs', async () => {
    const table = await run('members', 'Sales reports');
    expect(table).toMatchObject({ code: 0, err: '' });
    expect(table.out).toMatch(/LEVEL +KIND +NAME +CALLED/);
    expect(table.out).toMatch(/editor +token +service-account-apikey-etl +etl +nobody any more/);
    const json = await run('members', guid, '--json');
    expect(JSON.parse(json.out)).toMatchObject({ version: 3, members: [{ isLiving: false }, { isLiving: true }] });
  });

  test('add and remove name everybody by level and kind, in one request', async () => {
    const added = await run('add', 'Sales reports', '--viewer-group', 'data_team', '--editor-token', 'apikey-etl');
    expect(added.out).toBe('group data_team: viewer now\ntoken service-account-apikey-etl: editor already\n');
    const named = { url: `/api/clavis/v1/collections/${guid}/members` };
    expect(added.seen.at(-1)).toMatchObject({
      ...{ method: 'POST', ...named },
      body: { editors: { tokens: ['apikey-etl'] }, viewers: { groups: ['data_team'] } },
    });
    const removed = await run('remove', guid, '--viewer', 'jsmith', '--viewer', 'ada', '--json');
    expect(removed.seen.at(-1)).toMatchObject({
      method: 'DELETE',
      ...named,
      body: { viewers: { users: ['jsmith', 'ada'] } },
    });
    expect(JSON.parse(removed.out)).toMatchObject({ removed: [viewer], notThere: [editor] });
  });

  test('a qualified name is sent as it is, encoded', async () => {
    const { seen } = await run('members', collection.qualifiedName);
    expect(seen.map(({ url }) => url)).toEqual([
      `/api/clavis/v1/collections/${encodeURIComponent(collection.qualifiedName)}/members`,
    ]);
  });

  test('nobody named is a wrong command line, an unknown name a failure; neither asks for a change', async () => {
    expect(await run('add', 'Sales reports')).toMatchObject({ code: 2, seen: [] });
    const unknown = await run('add', 'nothing', '--viewer', 'ada');
    expect(unknown).toMatchObject({ code: 1, out: '' });
    expect(unknown.err).toContain('there is no collection `nothing`, or you may not see it');
    expect(unknown.seen.every(({ url }) => url.includes('indexsearch'))).toBe(true);
  });
});
