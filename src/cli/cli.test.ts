import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import {
  type Answer,
  type AnsweringServer,
  type SeenRequest,
  startAnsweringServer,
} from '../../test/support/answering-server.ts';
import { createTestTerminal, type TestTerminal } from '../../test/support/test-terminal.ts';
import { createSecret } from '../foundation/index.ts';
import { type Io } from './io.ts';
import { runProgram } from './run-program.ts';

let server: AnsweringServer | null = null;
afterEach(async () => {
  await server?.close();
  server = null;
});

function terminal(change: Partial<Io> & { tty?: boolean } = {}): TestTerminal {
  const env = { CLAVIS_URL: server?.url ?? 'http://127.0.0.1:1', CLAVIS_TOKEN: 'a-token' };
  return createTestTerminal({ env, ...change });
}

async function serve(answer: (request: SeenRequest) => Answer): Promise<void> {
  server = await startAnsweringServer(answer);
}

function wireToken(name: string, id = `id-${name}`): Record<string, unknown> {
  const attributes = {
    'access.token.lifespan': '7776000',
    createdAt: '1767225600000',
    createdBy: 'jsmith',
    description: '',
    personaQualifiedName: [],
  };
  return {
    id,
    clientId: `apikey-${name}`,
    displayName: name,
    role: 'none',
    expiresAt: '2026-04-01T00:00:00Z',
    ...{ version: 1, state: 'active', scopes: null, allowedNetworks: null, requestsPerMinute: null },
    ...{ mayRotateItself: false, responsible: null, isOwnerless: true, suspension: null, lastUsed: null, useCount: 0 },
    attributes,
  };
}

/** The list of tokens: the given ones on the first page, nothing afterwards. */
function listOf(request: SeenRequest, ...tokens: Record<string, unknown>[]): Answer {
  const first = new URL(request.url, 'http://x').searchParams.get('offset') === '0';
  return { body: { totalRecord: tokens.length, filterRecord: tokens.length, records: first ? tokens : [] } };
}

describe('settings', () => {
  test('without a token nothing is sent, the ways to give one are named, and the exit code is 2', async () => {
    await serve(() => ({}));
    const io = terminal({ env: { CLAVIS_URL: server?.url } });
    expect(await runProgram(['token', 'list'], { io })).toBe(2);
    expect(io.err).toContain('CLAVIS_TOKEN_FILE');
    expect(server?.seen).toHaveLength(0);
  });

  test('the token is read from a file, without its line end', async () => {
    await serve((request) => listOf(request));
    const folder = mkdtempSync(join(tmpdir(), 'clavis cli '));
    const file = join(folder, 'token');
    writeFileSync(file, 'from-the-file\n');
    const io = terminal({ env: { CLAVIS_URL: server?.url, CLAVIS_TOKEN_FILE: file } });
    expect(await runProgram(['token', 'list'], { io })).toBe(0);
    expect(server?.seen[0]?.headers.authorization).toBe('Bearer from-the-file');
    rmSync(folder, { recursive: true });
  });

  test('the command line beats the environment', async () => {
    await serve((request) => listOf(request));
    const io = terminal({ env: { CLAVIS_URL: 'http://127.0.0.1:1', CLAVIS_TOKEN: 'other' } });
    const args = ['--url', server?.url ?? '', '--token', 'mine', 'token', 'list'];
    expect(await runProgram(args, { io })).toBe(0);
    expect(server?.seen[0]?.headers.authorization).toBe('Bearer mine');
  });

  test.each([
    [['token', 'list', '--url', 'localhost:7373'], 'http://'],
    [['token', 'create', 'x', '--role', 'owner'], 'Allowed choices'],
    [['token', 'create', 'x', '--expires-in', 'soon'], '90d'],
    [['token', 'create'], 'name'],
    [['search', '--limit', '0'], 'from 1 to'],
    [['nonsense'], 'nonsense'],
  ])('%j is a usage error that says what would be accepted', async (args, hint) => {
    const io = terminal();
    expect(await runProgram(args, { io })).toBe(2);
    expect(io.err).toContain(hint);
  });

  test('--help is not an error', async () => {
    const io = terminal();
    expect(await runProgram(['crawl', 'glue', '--help'], { io })).toBe(0);
    expect(io.out).toContain('Examples:');
  });
});

describe('failures', () => {
  test('asking for the version is none', async () => {
    const io = terminal();
    expect(await runProgram(['--version'], { io, version: '1.2.3' })).toBe(0);
    expect(io.out).toBe('1.2.3\n');
  });

  test('the server’s message, code and every problem are shown, and the exit code is 1', async () => {
    await serve(() => ({
      status: 400,
      body: {
        errorCode: 'ATLAS-400-00-029',
        errorMessage: 'the token is not acceptable',
        causes: [{ errorMessage: 'must not be blank', location: 'displayName' }],
        requestId: 'r-7',
      },
    }));
    const io = terminal();
    expect(await runProgram(['token', 'create', ' '], { io })).toBe(1);
    expect(io.err).toContain('the token is not acceptable');
    expect(io.err).toContain('ATLAS-400-00-029');
    expect(io.err).toContain('displayName: must not be blank');
    expect(io.err).toContain('r-7');
    expect(io.out).toBe('');
  });

  test('a server that is not there is exit code 1 and says which address was tried', async () => {
    const io = terminal();
    expect(await runProgram(['token', 'create', 'x'], { io })).toBe(1);
    expect(io.err).toContain('http://127.0.0.1:1');
  });

  // The secret of the caller must not reach a log through an error.
  test('no error shows the caller’s token', async () => {
    const secret = createSecret('api').toString();
    await serve(() => ({ status: 401, body: { errorCode: 'E', message: 'no' } }));
    const io = terminal();
    expect(await runProgram(['--token', secret, 'token', 'list'], { io })).toBe(1);
    expect(io.err + io.out).not.toContain(secret);
  });

  test('an interrupted command exits with 130', async () => {
    const abort = new AbortController();
    await serve(() => {
      abort.abort(new Error('interrupted'));
      return { after: new Promise(() => undefined) };
    });
    const io = terminal({ signal: abort.signal });
    expect(await runProgram(['token', 'list'], { io })).toBe(130);
  });
});

describe('token create', () => {
  const created = (): Answer => {
    const token = wireToken('etl');
    return { body: { ...token, attributes: { ...(token['attributes'] as object), accessToken: 'THE-SECRET' } } };
  };

  test('starts at no role and 90 days, shows the secret once and says so', async () => {
    await serve(created);
    const io = terminal();
    expect(await runProgram(['token', 'create', 'etl', '--persona', 'default/p'], { io })).toBe(0);
    expect(server?.seen[0]?.body).toMatchObject({
      displayName: 'etl',
      role: 'none',
      validitySeconds: 7_776_000,
      personaQualifiedNames: ['default/p'],
    });
    expect(io.out.split('THE-SECRET')).toHaveLength(2);
    expect(io.out).toContain('shown only now');
  });

  test('--json is one document with token and secret', async () => {
    await serve(created);
    const io = terminal();
    expect(await runProgram(['token', 'create', 'etl', '--expires-in', 'never', '--json'], { io })).toBe(0);
    expect(JSON.parse(io.out)).toMatchObject({ secret: 'THE-SECRET', token: { displayName: 'etl' } });
    expect(server?.seen[0]?.body).toMatchObject({ validitySeconds: null });
  });
});

describe('token list', () => {
  test('is a table without control characters from names', async () => {
    await serve((request) => listOf(request, wireToken('evil\u001b[2J'), wireToken('etl')));
    const io = terminal();
    expect(await runProgram(['token', 'list'], { io })).toBe(0);
    expect(io.out).toMatch(/^NAME +ID +ROLE/);
    expect(io.out).not.toContain('\u001b');
  });

  test('says how to make one when there is none', async () => {
    await serve((request) => listOf(request));
    const io = terminal();
    expect(await runProgram(['token', 'list'], { io })).toBe(0);
    expect(io.out).toContain('clavis token create');
  });
});

describe('token delete', () => {
  test('asks a person, and a no deletes nothing', async () => {
    await serve((request) => listOf(request, wireToken('etl')));
    const io = terminal({ ask: async () => 'n' });
    expect(await runProgram(['token', 'delete', 'etl'], { io })).toBe(1);
    expect(server?.seen.some((request) => request.method === 'DELETE')).toBe(false);
  });

  test('deletes by name when the name is clear', async () => {
    await serve((request) => (request.method === 'DELETE' ? {} : listOf(request, wireToken('etl'))));
    const io = terminal();
    expect(await runProgram(['token', 'delete', 'etl'], { io })).toBe(0);
    expect(server?.seen.at(-1)).toMatchObject({ method: 'DELETE', url: '/api/service/apikeys/id-etl' });
  });

  test('refuses a name that two tokens have, and lists their ids', async () => {
    await serve((request) => listOf(request, wireToken('etl', 'one'), wireToken('etl', 'two')));
    const io = terminal();
    expect(await runProgram(['token', 'delete', 'etl'], { io })).toBe(2);
    expect(io.err).toMatch(/one[\s\S]*two/);
  });
});

describe('search', () => {
  const found = (): Answer => {
    const attributes = { name: 'orders', qualifiedName: 'default/glue/1/db/orders' };
    return { body: { approximateCount: 41, entities: [{ guid: 'g', typeName: 'Table', attributes }] } };
  };

  test('prints a table and how many there are in all', async () => {
    await serve(found);
    const io = terminal();
    expect(await runProgram(['search', 'orders', '--type', 'Table', '--limit', '1'], { io })).toBe(0);
    expect(io.out).toContain('default/glue/1/db/orders');
    expect(io.out).toContain('1 of 41');
  });

  test('--json prints the assets and nothing else', async () => {
    await serve(found);
    const io = terminal();
    expect(await runProgram(['search', 'orders', '--json'], { io })).toBe(0);
    expect(JSON.parse(io.out)).toMatchObject({ total: 41, assets: [{ name: 'orders' }] });
  });
});
