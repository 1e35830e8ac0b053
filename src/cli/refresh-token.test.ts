import { afterEach, describe, expect, test } from 'vitest';
import {
  type Answer,
  type AnsweringServer,
  type SeenRequest,
  startAnsweringServer,
} from '../../test/support/answering-server.ts';
import { type Io } from './io.ts';
import { runProgram } from './run-program.ts';

let server: AnsweringServer;
afterEach(() => server.close());

interface Terminal extends Io {
  out: string;
  err: string;
}

function terminal(change: Partial<Io> = {}): Terminal {
  const io: Terminal = {
    env: { CLAVIS_URL: server.url, CLAVIS_TOKEN: 'a-token', ...change.env },
    ...{ out: '', err: '' },
    stdout: { write: (text) => void (io.out += text) },
    stderr: { write: (text) => void (io.err += text), isTTY: false, columns: 80 },
    ask: change.ask ?? null,
    readInput: change.readInput ?? (() => Promise.resolve('')),
    signal: new AbortController().signal,
    now: () => new Date('2026-01-01T00:00:10Z'),
    wait: () => Promise.resolve(),
    platform: 'linux',
    openUrl: () => undefined,
  };
  return io;
}

const [at, later] = ['2026-01-01T00:00:00.000000Z', '2026-03-02T00:00:00.000000Z'];
const refresh = {
  ...{ refresh_token: 'shown-once', user_id: 7, created_at: at, token_expires_at: later, token_status: 'ACTIVE' },
  ...{ last_used_at: null, name: 'etl' },
};
const access = {
  ...{ api_access_token: 'shown-once', user_id: 7, created_at: at, token_expires_at: later, token_status: 'ACTIVE' },
};
const native = {
  ...{ id: 12, name: 'etl', state: 'active', username: 'jsmith', userId: 7, createdAt: at, expiresAt: later },
  ...{ daysLeft: 60, lastUsedAt: null, regeneratedFrom: null, accessToken: null },
};
const person = {
  ...{ id: 'guid-jsmith', username: 'jsmith', email: '', firstName: '', lastName: '', enabled: true, groupCount: 0 },
  workspaceRole: '$member',
};

async function serve(answer: (request: SeenRequest) => Answer): Promise<void> {
  server = await startAnsweringServer(answer);
}

async function run(args: readonly string[], io: Terminal): Promise<number> {
  return runProgram(['refresh-token', ...args], { io });
}

const typed = (text: string) => ({ readInput: () => Promise.resolve(text) });

describe('clavis refresh-token, on the wire', () => {
  test('create reads the password from standard input, sends no bearer, and shows secret and number once', async () => {
    await serve(() => ({ status: 201, body: refresh }));
    const io = terminal(typed(' a-password \r\n'));
    expect(await run(['create', 'etl', '--username', 'jsmith'], io)).toBe(0);
    expect(server.seen[0]).toMatchObject({
      ...{ method: 'POST', url: '/integration/v1/createRefreshToken/' },
      body: { username: 'jsmith', password: ' a-password ', name: 'etl' },
    });
    expect(server.seen[0]?.headers['authorization']).toBeUndefined();
    expect(io.out.match(/shown-once/g)).toHaveLength(1);
    expect(io.out).toContain('user id  7');
    expect(io.out).not.toContain('a-password');
  });

  test('access-token and regenerate take the token from its variable before standard input', async () => {
    await serve(({ url }) => ({ status: 201, body: url.includes('AccessToken') ? access : refresh }));
    const env = { CLAVIS_REFRESH_TOKEN: 'from-the-variable' };
    for (const command of ['access-token', 'regenerate']) {
      const io = terminal({ env, ...typed('from-input') });
      expect(await run([command, '--user-id', '7'], io)).toBe(0);
      expect(server.seen.at(-1)?.body).toEqual({ refresh_token: 'from-the-variable', user_id: 7 });
      expect(io.out.match(/shown-once/g)).toHaveLength(1);
    }
    expect(server.seen.map(({ url }) => url)).toEqual([
      '/integration/v1/createAPIAccessToken/',
      '/integration/v1/regenRefreshToken/',
    ]);
  });

  test('validate says until when, for programs too, and never repeats the secret', async () => {
    await serve(({ url }) => ({ body: url.includes('AccessToken') ? access : refresh }));
    const plain = terminal(typed('shown-once'));
    expect(await run(['validate', '--user-id', '7'], plain)).toBe(0);
    expect(plain.out).toContain('Refresh token `etl` is active until 2026-03-02');
    const json = terminal(typed('shown-once'));
    expect(await run(['validate', '--user-id', '7', '--access', '--json'], json)).toBe(0);
    expect(JSON.parse(json.out)).toMatchObject({ state: 'active', userId: 7 });
    expect(plain.out + json.out).not.toContain('shown-once');
    expect(server.seen.at(-1)?.body).toEqual({ api_access_token: 'shown-once', user_id: 7 });
  });

  test('a token that is not active ends with 1 and the words of the server', async () => {
    const detail = 'Refresh token provided is expired or revoked.';
    await serve(() => ({
      status: 401,
      body: { detail, code: '401000', message: detail, reason: 'refresh_token_ended' },
    }));
    const io = terminal(typed('x'));
    expect(await run(['validate', '--user-id', '7'], io)).toBe(1);
    expect(io.err).toContain(detail);
  });

  test.each([
    [['create', 'etl', '--username', 'jsmith'], 'CLAVIS_PASSWORD'],
    [['access-token', '--user-id', '7'], 'CLAVIS_REFRESH_TOKEN'],
    [['validate', '--user-id', '7', '--access'], 'CLAVIS_ACCESS_TOKEN'],
    [['validate', '--user-id', 'jsmith'], 'number of the owner'],
    [['regenerate'], '--user-id'],
    [['revoke'], 'id of a token, or --user'],
    [['revoke', '12', '--user', 'jsmith'], 'id of a token, or --user'],
    [['revoke', '--user', 'jsmith', '--access-tokens'], 'needs the id'],
    [['revoke', 'etl'], 'refresh-token list'],
    [['list', '--all', '--user', 'jsmith'], 'not both'],
    [['settings', '--tokens', 'maybe'], 'on, off'],
  ])('%j is refused before anything is sent', async (args, hint) => {
    await serve(() => ({}));
    const io = terminal();
    expect(await run(args, io)).toBe(2);
    expect(io.err).toContain(hint);
    expect(server.seen).toEqual([]);
  });
});

describe('clavis refresh-token, native', () => {
  test('list shows what there is, the number of the owner too; --user and --all ask elsewhere', async () => {
    await serve(({ url }) => {
      if (url.startsWith('/api/service/users')) return { body: { totalRecord: 1, filterRecord: 1, records: [person] } };
      if (!url.includes('of-everybody')) return { body: { refreshTokens: [native] } };
      const records = url.includes('offset=0') ? [native] : [];
      return { body: { totalRecord: 1, filterRecord: 1, records } };
    });
    for (const [args, path] of [
      [['list'], '/api/clavis/v1/refresh-tokens'],
      [['list', '--user', 'jsmith'], '/api/clavis/v1/users/guid-jsmith/refresh-tokens'],
      [['list', '--all'], '/api/clavis/v1/refresh-tokens/of-everybody'],
    ] as const) {
      const io = terminal();
      expect(await run(args, io)).toBe(0);
      expect(io.out).toMatch(/12 .*etl.*jsmith.*7.*active.*60 days/);
      expect(server.seen.at(-1)?.url).toContain(path);
      expect(server.seen.at(-1)?.headers['authorization']).toBe('Bearer a-token');
    }
  });

  test('no token is an invitation to make one', async () => {
    await serve(() => ({ body: { refreshTokens: [] } }));
    const io = terminal();
    expect(await run(['list'], io)).toBe(0);
    expect(io.out).toContain('clavis refresh-token create');
  });

  test('revoke asks a person, and does nothing without a yes', async () => {
    await serve(() => ({ body: native }));
    const no = terminal({ ask: () => Promise.resolve('n') });
    expect(await run(['revoke', '12'], no)).toBe(1);
    expect(server.seen).toEqual([]);
    const yes = terminal({ ask: () => Promise.resolve('y') });
    expect(await run(['revoke', '12'], yes)).toBe(0);
    expect(server.seen.map(({ method, url }) => [method, url])).toEqual([
      ['DELETE', '/api/clavis/v1/refresh-tokens/12'],
    ]);
    expect(yes.out).toContain('`etl` of jsmith revoked');
  });

  test('revoke ends the access tokens alone, or all of a user, and says how many', async () => {
    await serve(({ method, url }) => {
      if (method === 'GET') return { body: { totalRecord: 1, filterRecord: 1, records: [person] } };
      return { body: url.endsWith('/access-tokens') ? { accessTokensRevoked: 1 } : { refreshTokensRevoked: 3 } };
    });
    const one = terminal();
    expect(await run(['revoke', '12', '--access-tokens'], one)).toBe(0);
    expect(one.out).toContain('1 access token revoked');
    const all = terminal();
    expect(await run(['revoke', '--user', 'jsmith', '--yes'], all)).toBe(0);
    expect(all.out).toContain('3 refresh tokens of user `jsmith` revoked');
    expect(server.seen.filter(({ method }) => method === 'DELETE').map(({ url }) => url)).toEqual([
      '/api/clavis/v1/refresh-tokens/12/access-tokens',
      '/api/clavis/v1/users/guid-jsmith/refresh-tokens',
    ]);
  });

  test('settings are shown, and only what is given is changed', async () => {
    const alation = {
      ...{ enabled: true, passwordRoute: false, refreshTokenDays: 180, accessTokenHours: 24 },
      ...{ regenerateGraceDays: 7, activeAccessTokensMax: 1 },
    };
    await serve(() => ({ body: { tokens: {}, sessions: {}, alation } }));
    const shown = terminal();
    expect(await run(['settings'], shown)).toBe(0);
    expect(shown.out).toMatch(/refresh tokens by password +off/);
    const changed = terminal();
    expect(await run(['settings', '--refresh-days', '180', '--password-route', 'off', '--json'], changed)).toBe(0);
    expect(JSON.parse(changed.out)).toEqual(alation);
    expect(server.seen.map(({ method, body }) => [method, body])).toEqual([
      ['GET', undefined],
      ['PATCH', { alation: { passwordRoute: false, refreshTokenDays: 180 } }],
    ]);
  });
});
