import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runCommand, type Surroundings } from '../../test/scenarios/doors/captured-terminal.ts';
import {
  type Answer,
  type AnsweringServer,
  type SeenRequest,
  startAnsweringServer,
} from '../../test/support/answering-server.ts';
import { isBrowserNear } from './browser.ts';

let home: string;
let server: AnsweringServer | null = null;
/** What the server answers to a question for tokens; every other route is always the same. */
let answerToken: (body: Record<string, string>) => Answer;
let issued: number;

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'clavis login '));
  issued = 0;
  answerToken = () => issue();
  server = await startAnsweringServer(answer);
});
afterEach(async () => {
  await server?.close();
  rmSync(home, { recursive: true, force: true });
});

/** Bearers and refresh tokens are numbered. */
function issue(): Answer {
  issued += 1;
  return { body: { access_token: `bearer-${issued}`, expires_in: 3600, refresh_token: `refresh-${issued}` } };
}

function answer({ url, body }: SeenRequest): Answer {
  if (url.endsWith('/auth/device')) {
    const verification = { verification_uri: 'http://catalog.example/device', expires_in: 600, interval: 5 };
    return { body: { device_code: 'a-device-code', user_code: 'BCDF-GHJK', ...verification } };
  }
  if (url.endsWith('/token')) return answerToken(body as Record<string, string>);
  if (url.endsWith('/whoami')) return { body: { username: 'ada', roles: [{ id: '1', name: '$admin' }], personas: [] } };
  return { body: {} };
}

const url = (): string => server?.url ?? '';
const file = (): string => join(home, 'clavis', 'credentials.json');

function run(words: string, given: Surroundings = {}, more: Record<string, string> = {}) {
  return runCommand(words.split(' '), { CLAVIS_URL: url(), XDG_CONFIG_HOME: home, ...more }, given);
}

/** The tokens that were revoked, in order. */
function revoked(): unknown[] {
  const requests = server?.seen.filter((request) => request.url.endsWith('/revoke')) ?? [];
  return requests.map((request) => (request.body as Record<string, string>)['token']);
}

function bearersSent(): unknown[] {
  const calls = server?.seen.filter((request) => request.url.endsWith('/whoami')) ?? [];
  return calls.map((request) => request.headers.authorization);
}

function modeOf(path: string): number {
  return statSync(path).mode & 0o777;
}

/** A browser that comes back to the loopback address with these parameters and the right state, or another one. */
function browser(comesBack: (query: { state: string }) => Record<string, string>) {
  const pages: Promise<{ status: number; text: string }>[] = [];
  const open = (address: string): void => {
    const asked = new URL(address).searchParams;
    const back = new URL(asked.get('redirect_uri') ?? '');
    back.search = new URLSearchParams(comesBack({ state: asked.get('state') ?? '' })).toString();
    pages.push(fetch(back).then(async (response) => ({ status: response.status, text: await response.text() })));
  };
  return { open, pages };
}

const display = { DISPLAY: ':0' };
/** The limit on waiting for the browser, which never comes to its end here. */
const patiently: Surroundings['wait'] = (_waitMs, signal) =>
  new Promise((_resolve, reject) => {
    if (signal.aborted) reject(new Error('aborted'));
    else signal.addEventListener('abort', () => reject(new Error('aborted')));
  });

describe('where the sign-in goes on', () => {
  test.each([
    [{ platform: 'linux', env: { DISPLAY: ':0' } }, true],
    [{ platform: 'linux', env: { WAYLAND_DISPLAY: 'wayland-0' } }, true],
    [{ platform: 'linux', env: {} }, false],
    [{ platform: 'darwin', env: {} }, true],
    [{ platform: 'win32', env: {} }, true],
    [{ platform: 'linux', env: { DISPLAY: 'localhost:10.0', SSH_CONNECTION: 'a b c d' } }, false],
    [{ platform: 'darwin', env: { SSH_TTY: '/dev/ttys001' } }, false],
    [{ platform: 'linux', env: { DISPLAY: '' } }, false],
  ] as const)('with %j a browser is near: %s', (terminal, isNear) => {
    expect(isBrowserNear(terminal)).toBe(isNear);
  });
});

describe('clavis login by device', () => {
  test('shows address and code, then keeps the sign-in where only its owner can read it', async () => {
    const { code, out, err } = await run('login');
    expect(code).toBe(0);
    expect(err).toContain('http://catalog.example/device');
    expect(err).toContain('BCDF-GHJK');
    expect(err).toContain('10 minutes');
    expect(out).toContain('as ada');
    expect(out + err).not.toMatch(/bearer-1|refresh-1|a-device-code/);
    expect([modeOf(file()), modeOf(dirname(file()))]).toEqual([0o600, 0o700]);
  });

  test('--json prints one document without a secret', async () => {
    const { out } = await run('login --json');
    expect(Object.keys(JSON.parse(out) as object)).toEqual(['url', 'username', 'expiresAt']);
    expect(out).not.toMatch(/bearer-1|refresh-1/);
  });

  test.each([
    ['access_denied', 'refused in the browser'],
    ['expired_token', 'nobody typed the code in time'],
  ])('%s is said in plain words and keeps nothing', async (error, words) => {
    answerToken = () => ({ status: 400, body: { error } });
    const { code, err } = await run('login');
    expect(code).toBe(1);
    expect(err).toContain(words);
    expect(() => readFileSync(file())).toThrow('ENOENT');
  });

  test('a file and folder that others could read become private', async () => {
    mkdirSync(dirname(file()), { mode: 0o755 });
    writeFileSync(file(), '{"servers":{}}');
    chmodSync(file(), 0o644);
    await run('login');
    expect([modeOf(file()), modeOf(dirname(file()))]).toEqual([0o600, 0o700]);
  });

  test('a second sign-in takes the place of the first, which ends at the server', async () => {
    await run('login');
    await run('login');
    expect(revoked()).toEqual(['refresh-1', 'bearer-1']);
    await run('whoami');
    expect(bearersSent().at(-1)).toBe('Bearer bearer-2');
  });

  test('sign-ins at two servers live side by side', async () => {
    await run('login');
    const other = await startAnsweringServer(answer);
    expect((await run(`--url ${other.url}/ login`)).code).toBe(0);
    await run(`--url ${other.url} whoami`);
    expect(other.seen.at(-1)?.headers.authorization).toBe('Bearer bearer-2');
    await run('whoami');
    expect(bearersSent().at(-1)).toBe('Bearer bearer-1');
    await other.close();
  });

  test('control characters of the server do not reach the terminal', async () => {
    const evil = await startAnsweringServer((request) =>
      request.url.endsWith('/whoami') ? { body: { username: 'ada\u001b[2J' } } : answer(request),
    );
    const { code, out, err } = await run(`--url ${evil.url} login`);
    expect(code).toBe(0);
    expect(out + err).not.toContain('\u001b');
    await evil.close();
  });

  test('without a home there is nowhere to keep it, and nothing is sent', async () => {
    const { code, err } = await runCommand(['login'], { CLAVIS_URL: url() });
    expect(code).toBe(2);
    expect(err).toContain('XDG_CONFIG_HOME');
    expect(server?.seen).toEqual([]);
  });

  test('says that a token in the environment comes first', async () => {
    const { err } = await run('login', {}, { CLAVIS_TOKEN: 'a-token' });
    expect(err).toContain('comes before this sign-in');
  });
});

describe('clavis login by browser', () => {
  test('opens the page, takes the code that comes back with the state, and thanks in the browser', async () => {
    const { open, pages } = browser(({ state }) => ({ code: 'a-code', state }));
    const { code, err } = await run('login', { openUrl: open, wait: patiently }, display);
    expect(code).toBe(0);
    expect(err).toContain(`${url()}/auth/realms/default/protocol/openid-connect/auth?`);
    const [page] = await Promise.all(pages);
    expect(page).toMatchObject({ status: 200, text: expect.stringContaining('close this window') as string });
    const asked = server?.seen.find((request) => request.url.endsWith('/token'))?.body;
    expect(asked).toMatchObject({ grant_type: 'authorization_code', code: 'a-code' });
  });

  // Any page in the browser can call the loopback address; it must neither sign in nor end the waiting.
  test('a wrong state is refused, and the right one still counts', async () => {
    const wrong = browser(() => ({ code: 'stolen', state: 'wrong' }));
    const none = browser(() => ({ code: 'stolen' }));
    const right = browser(({ state }) => ({ code: 'a-code', state }));
    const openUrl = (address: string): void => {
      wrong.open(address);
      none.open(address);
      void Promise.all([...wrong.pages, ...none.pages]).then(() => right.open(address));
    };
    expect((await run('login', { openUrl, wait: patiently }, display)).code).toBe(0);
    for (const page of await Promise.all([...wrong.pages, ...none.pages])) expect(page.status).toBe(400);
    expect(JSON.stringify(server?.seen)).not.toContain('stolen');
  });

  test('a refusal in the browser ends it', async () => {
    const { open, pages } = browser(({ state }) => ({ error: 'access_denied', state }));
    const { code, err } = await run('login', { openUrl: open, wait: patiently }, display);
    expect({ code, err }).toMatchObject({ code: 1, err: expect.stringContaining('refused in the browser') as string });
    expect((await pages[0])?.text).toContain('Not signed in');
  });

  test('a code that the server refuses is an error in both places', async () => {
    answerToken = () => ({ status: 400, body: { error: 'invalid_grant', error_description: 'the code is spent' } });
    const { open, pages } = browser(({ state }) => ({ code: 'a-code', state }));
    const { code, err } = await run('login', { openUrl: open, wait: patiently }, display);
    expect({ code, err }).toMatchObject({ code: 1, err: expect.stringContaining('the code is spent') as string });
    expect(await pages[0]).toMatchObject({ status: 400 });
  });

  test('a browser that never comes back is waited for ten minutes', async () => {
    const waitsMs: number[] = [];
    const wait: Surroundings['wait'] = (waitMs) => Promise.resolve(void waitsMs.push(waitMs));
    const { code, err } = await run('login', { wait }, display);
    expect({ code, waitsMs }).toEqual({ code: 1, waitsMs: [600_000] });
    expect(err).toContain('10 minutes');
  });

  test('other addresses of the listener are nothing', async () => {
    const right = browser(({ state }) => ({ code: 'a-code', state }));
    let stray: Promise<number[]> = Promise.resolve([]);
    const openUrl = (address: string): void => {
      const back = new URL(new URL(address).searchParams.get('redirect_uri') ?? '');
      const posted = fetch(back, { method: 'POST' });
      stray = Promise.all([fetch(new URL('/favicon.ico', back)), posted]).then((all) =>
        all.map(({ status }) => status),
      );
      void stray.then(() => right.open(address));
    };
    expect((await run('login', { openUrl, wait: patiently }, display)).code).toBe(0);
    expect(await stray).toEqual([404, 404]);
  });

  test('--device is for who has a browser here and does not want it', async () => {
    const opened: string[] = [];
    const { code, err } = await run('login --device', { openUrl: (address) => opened.push(address) }, display);
    expect({ code, opened }).toEqual({ code: 0, opened: [] });
    expect(err).toContain('BCDF-GHJK');
  });

  test('an interrupted sign-in exits with 130 and keeps nothing', async () => {
    const abort = new AbortController();
    const openUrl = (): void => abort.abort(new Error('interrupted'));
    const { code } = await run('login', { openUrl, wait: patiently, signal: abort.signal }, display);
    expect(code).toBe(130);
    expect(() => readFileSync(file())).toThrow('ENOENT');
  });
});

describe('what is signed in', () => {
  const hourLater = (): Date => new Date(Date.now() + 3_600_001);

  test('acts for every command that has no token of its own', async () => {
    await run('login');
    const { out } = await run('whoami');
    expect(out).toContain(`sign-in from ${file()}`);
    await run('whoami', {}, { CLAVIS_TOKEN: 'a-token' });
    expect(bearersSent().slice(1)).toEqual(['Bearer bearer-1', 'Bearer a-token']);
  });

  test('is renewed in silence shortly before its end, once for commands at the same time', async () => {
    await run('login');
    const now = (): Date => new Date(Date.now() + 3_600_000 - 30_000);
    const outcomes = await Promise.all([run('whoami', { now }), run('whoami', { now }), run('whoami', { now })]);
    expect(outcomes.map(({ code, err }) => ({ code, err }))).toEqual(Array(3).fill({ code: 0, err: '' }));
    expect(issued).toBe(2);
    expect(bearersSent().slice(1)).toEqual(Array(3).fill('Bearer bearer-2'));
    expect(readFileSync(file(), 'utf8')).toContain('refresh-2');
    expect(modeOf(file())).toBe(0o600);
  });

  test('is renewed when the server refuses the bearer before its time', async () => {
    await run('login');
    const strict = server;
    await strict?.close();
    server = await startAnsweringServer((request) =>
      request.headers.authorization === 'Bearer bearer-1' ? { status: 401, body: { message: 'no' } } : answer(request),
    );
    writeFileSync(file(), readFileSync(file(), 'utf8').replace(strict?.url ?? '', url()));
    expect((await run('whoami')).code).toBe(0);
    expect(bearersSent()).toEqual(['Bearer bearer-1', 'Bearer bearer-2']);
  });

  test('has ended when its refresh token is refused, which is asked once and not again', async () => {
    await run('login');
    answerToken = () => ({ status: 400, body: { error: 'invalid_grant' } });
    const first = await run('whoami', { now: hourLater });
    expect(first).toMatchObject({ code: 1, err: expect.stringContaining('run `clavis login`') as string });
    const asked = server?.seen.length;
    const second = await run('whoami', { now: () => new Date(hourLater().getTime() + 1000) });
    expect(second).toMatchObject({ code: 2, err: expect.stringContaining('`ada`') as string });
    expect(server?.seen).toHaveLength(asked ?? -1);
  });

  test('outlives a server that is down for a moment', async () => {
    await run('login');
    answerToken = () => ({ status: 503, body: { message: 'starting' } });
    expect((await run('whoami', { now: hourLater })).code).toBe(1);
    answerToken = () => issue();
    expect((await run('whoami', { now: hourLater })).code).toBe(0);
  });

  test('without a refresh token ends with its bearer, and nothing is sent afterwards', async () => {
    answerToken = () => ({ body: { access_token: 'only-bearer', expires_in: 3600 } });
    await run('login');
    expect((await run('whoami')).code).toBe(0);
    const sent = server?.seen.length;
    expect((await run('whoami', { now: hourLater })).code).toBe(2);
    expect(server?.seen).toHaveLength(sent ?? -1);
  });

  test.each(['', 'not JSON', '{}', '{"servers":[1]}', '{"servers":{"http://x":{"bearer":7}}}'])(
    'in a damaged file (%j) is not guessed',
    async (text) => {
      mkdirSync(dirname(file()));
      writeFileSync(file(), text);
      const { code, err } = await run('whoami');
      expect({ code, err }).toMatchObject({ code: 2, err: expect.stringContaining('clavis login') as string });
      expect(server?.seen).toEqual([]);
    },
  );

  test('is not locked for ever by a command that died', async () => {
    mkdirSync(dirname(file()));
    const lock = `${file()}.lock`;
    writeFileSync(lock, '');
    const longAgo = new Date(Date.now() - 120_000);
    utimesSync(lock, longAgo, longAgo);
    expect((await run('login')).code).toBe(0);
  });
});

describe('clavis logout', () => {
  test('ends the sign-in at the server and forgets it here', async () => {
    await run('login');
    expect((await run('logout')).code).toBe(0);
    expect(revoked()).toEqual(['refresh-1', 'bearer-1']);
    expect(readFileSync(file(), 'utf8')).not.toMatch(/bearer-1|refresh-1/);
    expect(await run('whoami')).toMatchObject({ code: 2, err: expect.stringContaining('not signed in') as string });
  });

  test('while the server is away forgets it here and says what is left to do', async () => {
    await run('login');
    const address = url();
    await server?.close();
    server = null;
    const { code, err } = await run(`--url ${address} logout`);
    expect(code).toBe(1);
    expect(err).toContain('forgotten here');
    expect(err).toContain('account page');
    expect(readFileSync(file(), 'utf8')).not.toContain('refresh-1');
  });

  test('without a sign-in is no failure and sends nothing', async () => {
    expect(await run('logout')).toMatchObject({ code: 0, out: expect.stringContaining('Not signed in') as string });
    expect(server?.seen).toEqual([]);
  });
});
