import { afterEach, describe, expect, test } from 'vitest';
import { type AnsweringServer, type SeenRequest, startAnsweringServer } from '../../test/support/answering-server.ts';
import { type Io } from './io.ts';
import { runProgram } from './run-program.ts';

let server: AnsweringServer | null = null;
afterEach(async () => {
  await server?.close();
  server = null;
});

const userId = '11111111-1111-4111-8111-111111111111';
const groupId = '22222222-2222-4222-8222-222222222222';

const wireUser = {
  id: userId,
  username: 'jsmith',
  email: 'jo@example.org',
  enabled: true,
  firstName: 'Jo',
  lastName: 'Smith',
  workspaceRole: '$member',
  groupCount: 1,
};
const wireGroup = {
  id: groupId,
  name: 'data_team',
  alias: 'Data\u001b[31m Team',
  userCount: 1,
  attributes: { isDefault: ['false'] },
};
const wireRoles = ['$admin', '$member', '$guest'].map((name) => ({ id: `id-of-${name}`, name, description: name }));

function isFirstPage(url: URL): boolean {
  return (url.searchParams.get('offset') ?? '0') === '0';
}

/** A list that finds what it is asked for by name or id, on its first page. */
function listed<T extends { id: string }>(url: URL, records: readonly T[], names: (record: T) => string[]): object {
  const filter = url.searchParams.get('filter');
  const found = records.filter(
    (record) => filter === null || names(record).some((name) => filter.includes(`"${name}"`)),
  );
  return { totalRecord: 1, filterRecord: found.length, records: isFirstPage(url) ? found : [] };
}

function answer(request: SeenRequest): { status?: number; body?: unknown } {
  const url = new URL(request.url, 'http://x');
  const { pathname } = url;
  if (request.method !== 'GET') return changed(request, pathname);
  if (pathname.endsWith('/roles')) return { body: { totalRecord: 3, filterRecord: 3, records: wireRoles } };
  if (pathname.endsWith('/members') || pathname === '/api/service/users')
    return { body: listed(url, [wireUser], ({ id, username, email }) => [id, username, email]) };
  if (pathname.includes('groups')) return { body: listed(url, [wireGroup], ({ id, name }) => [id, name]) };
  const at = '2026-01-01T00:00:00.000Z';
  const session = {
    id: 's',
    startedAt: at,
    lastUsedAt: at,
    expiresAt: at,
    network: '192.0.2.1',
    client: 'curl',
    current: false,
  };
  return { body: { sessions: [session] } };
}

function changed({ method }: SeenRequest, pathname: string): { status?: number; body?: unknown } {
  if (pathname === '/api/service/users') return { body: { users: [{ id: userId, isNew: true }] } };
  if (pathname === '/api/service/groups') return { body: { group: groupId, users: {} } };
  if (/invitation|password-reset/.test(pathname))
    return { body: { code: 'a-code', expiresAt: '2026-01-08T00:00:00.000Z' } };
  if (method === 'DELETE' && pathname.endsWith('/sessions')) return { body: { sessionsEnded: 2 } };
  if (method === 'DELETE') return { body: { transferred: ['default/glue/1'] } };
  return {};
}

async function run(args: readonly string[], change: Partial<Io> = {}) {
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
    ...change,
  } as Io;
  const code = await runProgram(args, { io });
  return { code, out, err, seen: server.seen };
}

describe('users', () => {
  test('list is a table for people, and JSON for programs', async () => {
    const table = await run(['user', 'list']);
    expect(table).toMatchObject({ code: 0, err: '' });
    expect(table.out).toMatch(/USER NAME +E-MAIL +ROLE/);
    expect(table.out).toMatch(/jsmith +jo@example\.org +member +enabled +never/);
    const json = await run(['user', 'list', '--json']);
    expect(JSON.parse(json.out)).toMatchObject([{ username: 'jsmith', role: '$member' }]);
  });

  test('invite makes the account and a link that keeps its code out of logs', async () => {
    const { out, seen } = await run(['user', 'invite', 'jo@example.org', '--role', 'guest']);
    expect(out).toContain(`${server?.url ?? ''}/invitation#a-code`);
    expect(seen.find(({ method }) => method === 'POST')?.body).toEqual({
      users: [{ email: 'jo@example.org', roleName: '$guest', roleId: 'id-of-$guest' }],
    });
    const without = await run(['user', 'invite', 'jo@example.org', '--no-link', '--json']);
    expect(JSON.parse(without.out)).toMatchObject({ user: { username: 'jsmith' }, isNew: true, link: null });
  });

  test.each([
    [['user', 'show', 'jo@example.org'], 'data_team'],
    [['user', 'role', 'jsmith', 'admin'], 'has the role `admin` now'],
    [['user', 'disable', userId], 'disabled'],
    [['user', 'enable', 'jsmith'], 'enabled'],
    [['user', 'reset-password', 'jsmith'], '/invitation#a-code'],
    [['user', 'sessions', 'jsmith'], '192.0.2.1'],
    [['user', 'sessions', 'jsmith', '--end'], '2 sessions ended'],
    [['user', 'remove', 'jsmith', '--transfer-to', 'ada'], '`ada` administers default/glue/1'],
  ])('%j says %j', async (args, expected) => {
    const { code, out, err } = await run(args);
    expect(err).toBe('');
    expect(code).toBe(0);
    expect(out).toContain(expected);
  });

  test('removing asks a person first', async () => {
    const { code, err, seen } = await run(['user', 'remove', 'jsmith'], { ask: () => Promise.resolve('n') });
    expect({ code, err }).toEqual({ code: 1, err: 'not removed\n' });
    expect(seen.some(({ method }) => method === 'DELETE')).toBe(false);
  });

  test('one who is not there is exit code 1, and nothing is changed', async () => {
    const { code, err, seen } = await run(['user', 'disable', 'nobody']);
    expect(code).toBe(1);
    expect(err).toContain('`nobody`');
    expect(seen.every(({ method }) => method === 'GET')).toBe(true);
  });

  test.each([
    [['user', 'role', 'jsmith', 'owner'], 'Allowed choices'],
    [['user', 'invite'], 'email'],
    [['group', 'update', 'data_team'], '--alias'],
    [['group', 'update', 'data_team', '--default', 'maybe'], 'Allowed choices'],
    [['group', 'add', 'data_team'], 'users'],
  ])('%j is a usage error that says what would be accepted', async (args, hint) => {
    const { code, err } = await run(args);
    expect(code).toBe(2);
    expect(err).toContain(hint);
  });
});

describe('groups', () => {
  test('list shows no control character of a name', async () => {
    const { code, out } = await run(['group', 'list']);
    expect(code).toBe(0);
    expect(out).not.toContain('\u001b');
    expect(out).toContain('data_team');
  });

  test.each([
    [
      ['group', 'create', 'Data Team', '--default'],
      'created',
      { group: { name: 'data_team', attributes: { alias: ['Data Team'], isDefault: ['true'] } } },
    ],
    [['group', 'update', 'data_team', '--default', 'no'], 'changed', { attributes: { isDefault: ['false'] } }],
    [['group', 'add', 'data_team', 'jsmith'], 'in group', { groups: [groupId] }],
    [['group', 'remove', 'data_team', 'jsmith'], 'not in group', { users: [userId] }],
  ])('%j says %j and sends what it should', async (args, expected, body) => {
    const { code, out, err, seen } = await run(args);
    expect(err).toBe('');
    expect(code).toBe(0);
    expect(out).toContain(expected);
    expect(seen.find(({ method }) => method === 'POST')?.body).toEqual(body);
  });

  test('members and delete', async () => {
    expect((await run(['group', 'members', 'data_team'])).out).toContain('jsmith');
    expect((await run(['group', 'delete', 'data_team', '--yes'])).out).toContain('deleted');
    expect((await run(['group', 'delete', 'data_team', '--json'])).out).toContain(groupId);
  });
});
