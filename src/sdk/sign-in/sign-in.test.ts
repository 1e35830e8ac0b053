import { createHash } from 'node:crypto';
import { afterEach, describe, expect, test } from 'vitest';
import {
  type Answer,
  type AnsweringServer,
  type SeenRequest,
  startAnsweringServer,
} from '../../../test/support/answering-server.ts';
import { createProofKey } from './proof-key.ts';
import { SignIn } from './sign-in.ts';

const start = new Date('2026-01-01T00:00:00Z');
const granted = { access_token: 'a-bearer', token_type: 'Bearer', expires_in: 3600, refresh_token: 'a-refresh' };
const device = {
  device_code: 'a-device-code',
  user_code: 'BCDF-GHJK',
  verification_uri: 'http://catalog.example/device',
  expires_in: 600,
  interval: 5,
};

let server: AnsweringServer | null = null;
afterEach(async () => {
  await server?.close();
  server = null;
});

/** A sign-in whose waiting only moves a clock. Notes how long it waited. */
async function signInAt(answer: (request: SeenRequest) => Answer) {
  server = await startAnsweringServer(answer);
  let nowMs = start.getTime();
  const waitsMs: number[] = [];
  const signIn = new SignIn({
    baseUrl: `${server.url}/`,
    now: () => new Date(nowMs),
    wait: (waitMs, signal) => {
      if (signal?.aborted) return Promise.reject(signal.reason as Error);
      waitsMs.push(waitMs);
      nowMs += waitMs;
      return Promise.resolve();
    },
  });
  return { signIn, waitsMs, seen: server.seen };
}

/** Answers the questions for tokens one after the other; the last answer stays. */
function polling(...answers: Answer[]): (request: SeenRequest) => Answer {
  return ({ url }) => {
    if (url.endsWith('/auth/device')) return { body: device };
    return (answers.length > 1 ? answers.shift() : answers[0]) ?? {};
  };
}

function refusal(error: string, change: Partial<Answer> = {}): Answer {
  return { status: 400, body: { error, error_description: `said ${error}` }, ...change };
}

describe('the device flow', () => {
  test('waits the interval before each question and ends with a bearer and its end', async () => {
    const pending = refusal('authorization_pending');
    const { signIn, waitsMs, seen } = await signInAt(polling(pending, pending, { body: granted }));
    const begun = await signIn.beginOnDevice();
    expect(begun).toMatchObject({ userCode: 'BCDF-GHJK', verificationUrl: device.verification_uri, intervalMs: 5000 });
    const tokens = await signIn.awaitDevice(begun);
    expect(waitsMs).toEqual([5000, 5000, 5000]);
    const expiresAt = new Date(start.getTime() + 15_000 + 3_600_000);
    expect(tokens).toEqual({ bearer: 'a-bearer', refreshToken: 'a-refresh', expiresAt });
    expect(seen.map(({ url }) => url.replace(/^.*openid-connect/, ''))).toEqual([
      '/auth/device',
      '/token',
      '/token',
      '/token',
    ]);
    expect(seen.at(-1)?.body).toEqual({
      client_id: 'clavis-cli',
      device_code: 'a-device-code',
      grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
    });
  });

  test('slow_down adds five seconds for good', async () => {
    const slower = refusal('slow_down');
    const pending = refusal('authorization_pending');
    const { signIn, waitsMs } = await signInAt(polling(slower, pending, slower, { body: granted }));
    await signIn.awaitDevice(await signIn.beginOnDevice());
    expect(waitsMs).toEqual([5000, 10_000, 10_000, 15_000]);
  });

  test('questions without an answer decide nothing and come further and further apart', async () => {
    const away = [{ hangUp: true }, { status: 503, headers: { 'retry-after': '30' }, body: {} }, { status: 500 }];
    const { signIn, waitsMs } = await signInAt(polling(...away, { body: granted }));
    await signIn.awaitDevice(await signIn.beginOnDevice());
    expect(waitsMs).toEqual([5000, 10_000, 30_000, 60_000]);
  });

  test.each(['access_denied', 'expired_token', 'invalid_grant'])('%s ends it at once', async (code) => {
    const { signIn, waitsMs } = await signInAt(polling(refusal(code)));
    const begun = await signIn.beginOnDevice();
    await expect(signIn.awaitDevice(begun)).rejects.toMatchObject({ code, status: 400, message: `said ${code}` });
    expect(waitsMs).toHaveLength(1);
  });

  // A server that never says so must not keep a script waiting for ever.
  test('ends by its own clock when the code has expired', async () => {
    const { signIn, waitsMs } = await signInAt(polling(refusal('authorization_pending')));
    await expect(signIn.awaitDevice(await signIn.beginOnDevice())).rejects.toMatchObject({ code: 'expired_token' });
    expect(waitsMs).toHaveLength(120);
  });

  test('a person who gives up is not asked for', async () => {
    const { signIn } = await signInAt(polling(refusal('authorization_pending')));
    const begun = await signIn.beginOnDevice();
    const signal = AbortSignal.abort(new Error('interrupted'));
    await expect(signIn.awaitDevice(begun, { signal })).rejects.toThrow('interrupted');
  });

  test.each([[{}], ['<html>'], [{ ...device, device_code: 7 }], [{ ...device, interval: 'soon' }]])(
    'an answer that is none (%j) says so',
    async (body) => {
      const { signIn } = await signInAt(() => ({ body }));
      await expect(signIn.beginOnDevice()).rejects.toMatchObject({ code: 'answer_malformed' });
    },
  );
});

describe('the flow through a browser', () => {
  test('asks with S256 and a state, both new each time', async () => {
    const { signIn } = await signInAt(() => ({}));
    const [one, two] = await Promise.all([
      signIn.beginInBrowser('http://127.0.0.1:5/callback'),
      signIn.beginInBrowser('x'),
    ]);
    const query = Object.fromEntries(new URL(one.url).searchParams);
    expect(query).toMatchObject({
      response_type: 'code',
      client_id: 'clavis-cli',
      redirect_uri: 'http://127.0.0.1:5/callback',
      prompt: 'consent',
      code_challenge_method: 'S256',
      state: one.state,
      code_challenge: createHash('sha256').update(one.verifier).digest('base64url'),
    });
    expect(one.url).not.toContain(one.verifier);
    expect(one.state).not.toBe(two.state);
    expect(one.verifier).not.toBe(two.verifier);
    expect(one.verifier).toMatch(/^[\w-]{43}$/);
  });

  test('the challenge is that of RFC 7636, appendix B', async () => {
    const { challenge } = await createProofKey('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk');
    expect(challenge).toBe('E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM');
  });

  test('trades the code with the verifier, without a refresh token when none is given', async () => {
    const { signIn, seen } = await signInAt(() => ({ body: { ...granted, refresh_token: undefined } }));
    const begun = await signIn.beginInBrowser('http://127.0.0.1:5/callback');
    const tokens = await signIn.finishInBrowser(begun, 'a-code');
    expect(tokens.refreshToken).toBeNull();
    expect(seen[0]?.body).toEqual({
      grant_type: 'authorization_code',
      code: 'a-code',
      client_id: 'clavis-cli',
      redirect_uri: 'http://127.0.0.1:5/callback',
      code_verifier: begun.verifier,
    });
  });

  test.each([[{}], [{ access_token: 'x' }], [{ access_token: '', expires_in: 1 }]])(
    'a bearer without an end, or none, is refused: %j',
    async (body) => {
      const { signIn } = await signInAt(() => ({ body }));
      await expect(signIn.refresh('a-refresh')).rejects.toMatchObject({ code: 'answer_malformed' });
    },
  );
});

describe('refusals', () => {
  test('an error of OAuth keeps its code, one of any other route its own', async () => {
    const answers = [refusal('invalid_grant'), { status: 404, body: { errorCode: 'E-404', errorMessage: 'no route' } }];
    const { signIn } = await signInAt(() => answers.shift() ?? {});
    await expect(signIn.refresh('x')).rejects.toMatchObject({ code: 'invalid_grant' });
    await expect(signIn.refresh('x')).rejects.toMatchObject({ code: 'E-404', message: 'no route' });
  });

  test('no error shows a token that was sent', async () => {
    const { signIn } = await signInAt(() => refusal('invalid_grant', { body: { error: 'invalid_grant' } }));
    const error: unknown = await signIn.refresh('the-refresh-token').catch((thrown: unknown) => thrown);
    expect(String(error)).toContain('invalid_grant');
    expect(String(error) + JSON.stringify(error)).not.toContain('the-refresh-token');
  });

  test('a redirect is not followed, so that no token goes elsewhere', async () => {
    const { signIn, seen } = await signInAt(() => ({ status: 307, headers: { location: '/elsewhere' } }));
    await expect(signIn.revoke('a-token')).rejects.toMatchObject({ code: 'connection_failed' });
    expect(seen).toHaveLength(1);
  });
});
