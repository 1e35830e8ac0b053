import { afterEach, describe, expect, test } from 'vitest';
import {
  startAnsweringServer,
  type Answer,
  type AnsweringServer,
  type SeenRequest,
} from '../../test/support/answering-server.ts';
import { runCommand, type Outcome, type Surroundings } from '../../test/scenarios/doors/captured-terminal.ts';
import { createSecret } from '../foundation/index.ts';

const id = '0b6f3a52-6f0e-4a3d-9a40-3d1f0c5a7e11';
const tokenPath = `/api/clavis/v1/api-tokens/${id}`;
const secretId = '7d0c2f6e-2f0a-4c1c-8a55-0d8c6f5b1a22';

let server: AnsweringServer | null = null;
afterEach(async () => {
  await server?.close();
  server = null;
});

const wireToken = {
  ...{ id, clientId: 'apikey-x', displayName: 'etl\u001b[2J', role: 'none', expiresAt: '2026-04-01T00:00:00Z' },
  ...{ version: 7, state: 'active', requestsPerMinute: 60, mayRotateItself: false, isOwnerless: false, useCount: 12 },
  scopes: { readOnly: true, connections: ['default/glue/1'] },
  allowedNetworks: ['10.0.0.0/8'],
  responsible: { id: 'u', username: 'jsmith', active: true },
  suspension: null,
  lastUsed: { at: '2026-01-01T00:00:00Z', network: '10.0.0.7', client: 'curl/8\u0007' },
  attributes: { createdAt: '1767225600000', createdBy: 'jsmith', description: '', personaQualifiedName: [] },
};

/** Runs one command against a server that answers so, and gives what it asked. */
async function run(
  args: readonly string[],
  answer: (request: SeenRequest) => Answer = () => ({ body: wireToken }),
  given: Surroundings = {},
): Promise<Outcome & { readonly seen: SeenRequest[] }> {
  server ??= await startAnsweringServer(answer);
  const outcome = await runCommand(args, { CLAVIS_URL: server.url, CLAVIS_TOKEN: 'a-token' }, given);
  return { ...outcome, seen: server.seen };
}

describe('token create', () => {
  test('sends the terms that are given and no others', async () => {
    const created = { ...wireToken, attributes: { ...wireToken.attributes, accessToken: 'THE-SECRET' } };
    const options = [
      '--read-only',
      '--connection',
      'default/glue/1',
      '--action',
      'asset.read',
      '--action',
      'user.read',
    ];
    const { code, seen } = await run(
      ['token', 'create', 'etl', ...options, '--network', '10.0.0.0/8', '--rate', '60', '--may-rotate-itself'],
      () => ({ body: created }),
    );
    expect(code).toBe(0);
    expect(seen[0]?.body).toEqual({
      ...{ displayName: 'etl', description: '', role: 'none', personaQualifiedNames: [], validitySeconds: 7_776_000 },
      scopes: { readOnly: true, connections: ['default/glue/1'], actions: ['asset.read', 'user.read'] },
      ...{ allowedNetworks: ['10.0.0.0/8'], requestsPerMinute: 60, mayRotateItself: true },
    });
    await run(['token', 'create', 'etl']);
    expect(Object.keys(server?.seen[1]?.body as object)).not.toContain('scopes');
  });

  test.each([
    [['--rate', '0'], 'from 1 to 1000000'],
    [['--rate', 'many'], 'from 1 to 1000000'],
    [['--role', 'owner'], 'Allowed choices'],
    [['--expires-in', 'soon'], '90d'],
  ])('%j is refused before anything is sent', async (options, hint) => {
    const { code, err, seen } = await run(['token', 'create', 'etl', ...options]);
    expect([code, seen.length]).toEqual([2, 0]);
    expect(err).toContain(hint);
  });
});

describe('token show', () => {
  test('tells what it may do, who answers for it and when it was used, without control characters', async () => {
    const { code, out, seen } = await run(['token', 'show', id]);
    expect(code).toBe(0);
    expect(seen.map(({ url }) => url)).toEqual([tokenPath]);
    for (const told of [
      'read-only; connections default/glue/1',
      '10.0.0.0/8',
      '60 a minute',
      'jsmith',
      'from 10.0.0.7',
    ])
      expect(out).toContain(told);
    expect(out).toMatch(/version +7/);
    // eslint-disable-next-line no-control-regex -- control characters are what must not be there
    expect(out).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
  });

  test('--json is the token as data', async () => {
    const { out } = await run(['token', 'show', id, '--json']);
    expect(JSON.parse(out)).toMatchObject({
      id,
      version: 7,
      scopes: { readOnly: true },
      lastUsed: { network: '10.0.0.7' },
    });
  });

  test('says that nobody answers for it, and why it is off', async () => {
    const suspension = { at: '2026-01-02T00:00:00Z', by: 'ada', reason: 'leaked' };
    const asleep = {
      ...wireToken,
      state: 'suspended',
      suspension,
      responsible: null,
      isOwnerless: true,
      lastUsed: null,
    };
    const { out } = await run(['token', 'show', id], () => ({ body: asleep }));
    expect(out).toContain('suspended 2026-01-02T00:00:00.000Z by ada: leaked');
    expect(out).toContain('nobody (ownerless)');
    expect(out).toMatch(/last used +never/);
  });
});

describe('token rotate', () => {
  const rotated = {
    ...{ id, secretId, secret: 'THE-SECRET', expiresAt: null },
    predecessor: { id: 'old-one', retiresAt: '2026-01-02T00:00:00Z' },
  };

  test('shows the new secret once, and until when the old one works', async () => {
    const { code, out, seen } = await run(['token', 'rotate', id, '--overlap', '1h'], () => ({ body: rotated }));
    expect(code).toBe(0);
    expect(seen[0]).toMatchObject({ method: 'POST', url: `${tokenPath}/rotate`, body: { overlapSeconds: 3600 } });
    expect(out.split('THE-SECRET')).toHaveLength(2);
    expect(out).toContain('works until 2026-01-02T00:00:00.000Z');
    expect(out).toContain('shown only now');
  });

  test('--json is one document, and a day is what it takes unless told', async () => {
    const { out, seen } = await run(['token', 'rotate', id, '--json'], () => ({ body: rotated }));
    expect(JSON.parse(out)).toMatchObject({ secret: 'THE-SECRET', predecessor: { id: 'old-one' } });
    expect(seen[0]?.body).toEqual({ overlapSeconds: 86_400 });
  });

  test('is not sent twice by itself: whoever lost the answer decides', async () => {
    const { code, seen } = await run(['token', 'rotate', id], () => ({ status: 503, body: { message: 'away' } }));
    expect([code, seen.length]).toEqual([1, 1]);
  });

  test.each(['31d', 'never', '-1', 'long'])('an overlap of %s is refused before anything is sent', async (overlap) => {
    const { code, err, seen } = await run(['token', 'rotate', id, `--overlap=${overlap}`]);
    expect([code, seen.length]).toEqual([2, 0]);
    expect(err).toMatch(/30d|30m/);
  });
});

describe('token update', () => {
  const updated = (): Answer => ({ body: { ...wireToken, linked: ['default/p'], unlinked: [] } });

  test('reads the version first and sends only what is given, against it', async () => {
    const { code, out, seen } = await run(
      ['token', 'update', id, '--add-persona', 'default/p', '--rate', 'none'],
      updated,
    );
    expect(code).toBe(0);
    expect(seen.map(({ method }) => method)).toEqual(['GET', 'PATCH']);
    expect(seen[1]?.headers['if-match']).toBe('"7"');
    expect(seen[1]?.body).toEqual({ addPersonas: ['default/p'], requestsPerMinute: null });
    expect(out).toContain('linked to default/p');
  });

  test('holds the change against the version that is named', async () => {
    const { seen } = await run(['token', 'update', id, '--name', 'new', '--if-version', '3'], updated);
    expect(seen.map(({ method, headers }) => [method, headers['if-match']])).toEqual([['PATCH', '"3"']]);
  });

  test('takes limits off by name', async () => {
    const { seen } = await run(
      ['token', 'update', id, '--clear-scopes', '--network', 'any', '--no-may-rotate-itself'],
      updated,
    );
    expect(seen[1]?.body).toEqual({ scopes: null, allowedNetworks: null, mayRotateItself: false });
  });

  test.each([
    [[], 'nothing to change'],
    [['--clear-scopes', '--read-only'], '--clear-scopes stands alone'],
    [['--name', 'x', '--if-version', '0'], 'the version'],
  ])('%j is a usage error', async (options, hint) => {
    const { code, err, seen } = await run(['token', 'update', id, ...options]);
    expect([code, seen.length]).toEqual([2, 0]);
    expect(err).toContain(hint);
  });

  test('a token that somebody changed meanwhile is told, with status 412', async () => {
    const { code, err } = await run(['token', 'update', id, '--name', 'x', '--if-version', '3'], () => ({
      status: 412,
      body: { errorCode: 'ATLAS-412-00-001', errorMessage: 'API token was changed meanwhile: its version is `4`' },
    }));
    expect(code).toBe(1);
    expect(err).toContain('its version is `4`');
    expect(err).toContain('412');
  });
});

describe('token suspend and resume', () => {
  test('send the reason, and say that it no longer works', async () => {
    const { code, out, seen } = await run(['token', 'suspend', id, '--reason', 'leaked']);
    expect([code, seen[0]?.url, seen[0]?.body]).toEqual([0, `${tokenPath}/suspend`, { reason: 'leaked' }]);
    expect(out).toContain('no longer works');
    const resumed = await run(['token', 'resume', id]);
    expect([resumed.code, server?.seen[1]?.url]).toEqual([0, `${tokenPath}/resume`]);
    expect(resumed.out).toContain('works again');
  });

  test('a suspension without a reason is a usage error', async () => {
    const { code, err, seen } = await run(['token', 'suspend', id]);
    expect([code, seen.length]).toEqual([2, 0]);
    expect(err).toContain('--reason');
  });
});

describe('token secrets and expiring', () => {
  const secrets = [
    {
      ...{ id: secretId, state: 'retiring', createdAt: '2026-01-01T00:00:00Z', retiresAt: '2026-01-02T00:00:00Z' },
      ...{ supersedesId: null, lastUsed: null, useCount: 3 },
    },
  ];

  test('secrets are a table of public ids, and one can be ended', async () => {
    const { out, seen } = await run(['token', 'secrets', id], () => ({ body: { secrets } }));
    expect(out).toMatch(/^ID +STATE +CREATED/);
    expect(out).toContain(secretId);
    expect(seen[0]).toMatchObject({ method: 'GET', url: `${tokenPath}/secrets` });
    await run(['token', 'secrets', id, '--retire', secretId]);
    expect(seen[1]).toMatchObject({ method: 'DELETE', url: `${tokenPath}/secrets/${secretId}` });
  });

  test('expiring asks for the days and the first to go first, and says when there is none', async () => {
    const none = { totalRecord: 0, filterRecord: 0, records: [] };
    const { code, out, seen } = await run(['token', 'expiring', '--days', '7'], () => ({ body: none }));
    expect(code).toBe(0);
    expect(out).toBe('No API token expires within 7 days.\n');
    const query = new URL(seen[0]?.url ?? '', 'http://x').searchParams;
    expect([query.get('expiresWithinDays'), query.get('sort')]).toEqual(['7', 'expiresAt']);
  });

  test('expiring is a table with who answers for each', async () => {
    const answer = (request: SeenRequest): Answer => {
      const isFirst = new URL(request.url, 'http://x').searchParams.get('offset') === '0';
      return { body: { totalRecord: 1, filterRecord: 1, records: isFirst ? [wireToken] : [] } };
    };
    const { out } = await run(['token', 'expiring'], answer, { now: () => new Date('2026-05-01T00:00:00Z') });
    expect(out).toMatch(/^EXPIRES +NAME/);
    expect(out).toContain('2026-04-01 (expired)');
    expect(out).toContain('jsmith');
  });
});

describe('leak report', () => {
  test('sends each line of standard input, and no credential', async () => {
    const [one, other] = [createSecret('api'), createSecret('api')];
    const { code, out, seen } = await run(['leak', 'report', '--source', 'a log'], () => ({ body: {} }), {
      input: `${one}\n\n  ${other}\r\n`,
    });
    expect(code).toBe(0);
    expect(seen.map(({ body }) => body)).toEqual([
      { secret: one, source: 'a log' },
      { secret: other, source: 'a log' },
    ]);
    expect(seen.every(({ headers }) => headers.authorization === undefined)).toBe(true);
    expect(out).not.toContain(one);
  });

  test('takes no secret from the command line, where others could read it', async () => {
    const { code, seen } = await run(['leak', 'report', createSecret('api')]);
    expect([code, seen.length]).toEqual([2, 0]);
  });

  test('without input says where the secret belongs', async () => {
    const { code, err, seen } = await run(['leak', 'report'], undefined, { input: ' \n' });
    expect([code, seen.length]).toEqual([2, 0]);
    expect(err).toContain('standard input');
  });

  test('needs no token, only the address of the server', async () => {
    server = await startAnsweringServer(() => ({ body: {} }));
    const { code } = await runCommand(['leak', 'report'], { CLAVIS_URL: server.url }, { input: createSecret('api') });
    expect(code).toBe(0);
  });
});
