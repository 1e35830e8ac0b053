import { randomInt } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { digestArtifact } from '../../src/identity/oauth/artifacts.ts';
import { createOauthScene, type OauthScene, type Person } from './oauth-scene.ts';

const alphabet = 'BCDFGHJKLMNPQRSTVWXZ';
const liveCodes = 50;
const guesses = 100_000;

function guess(): string {
  return Array.from({ length: 8 }, () => alphabet.charAt(randomInt(alphabet.length))).join('');
}

/** T26: guessing user codes. */
describe('guessing user codes', () => {
  let scene: OauthScene;
  let person: Person;
  const codes: string[] = [];
  beforeAll(async () => {
    scene = await createOauthScene();
    person = await scene.addPerson('jsmith');
    for (let index = 0; index < liveCodes; index += 1)
      codes.push((await scene.beginDevice()).userCode.replace('-', ''));
  });
  afterAll(() => scene.world.close());

  const ask = (userCode: string, by = person) => scene.asPerson(by, 'findDeviceRequest', { body: { userCode } });
  const forget = () => scene.world.database.pool.query('DELETE FROM user_code_budget; DELETE FROM sign_in_budget');

  async function hits(candidates: readonly string[]): Promise<number> {
    const digests = candidates.map((code) => digestArtifact('UserCode', code));
    const { rows } = await scene.world.database.pool.query<{ hits: number }>(
      'SELECT count(*)::int AS hits FROM oauth_artifact WHERE user_code = ANY($1::bytea[])',
      [digests],
    );
    return rows[0]?.hits ?? -1;
  }

  it('100,000 guesses hit nothing among fifty devices that wait; less than one in a thousand was to be expected', async () => {
    const expected = (guesses * liveCodes) / alphabet.length ** 8;
    expect(expected).toBeLessThan(1e-3);
    expect(await hits(Array.from({ length: guesses }, guess))).toBe(0);
    // The question finds what is there.
    expect(await hits([...codes, guess()])).toBe(liveCodes);
  });

  it('codes are spread over all letters and places, and none comes twice', () => {
    expect(new Set(codes).size).toBe(codes.length);
    const letters = new Set(codes.join(''));
    expect([...letters].every((letter) => alphabet.includes(letter))).toBe(true);
    // 400 letters leave one of twenty out less than once in ten million runs.
    expect(letters.size).toBe(alphabet.length);
  });

  it('a session is heard five times, however many it sends at one moment, and then not even with the right code', async () => {
    await forget();
    const answers = await Promise.all(Array.from({ length: 200 }, () => ask(guess())));
    expect(answers.filter(({ status }) => status === 404)).toHaveLength(5);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(195);
    expect((await ask(codes[0] ?? '')).status).toBe(429);
    expect((await scene.asPerson(person, 'allowDevice', { body: { userCode: codes[0] } })).status).toBe(429);
  });

  it('a network is heard twenty times, however many sessions it has', async () => {
    await forget();
    let heard = 0;
    for (let index = 0; index < 10; index += 1) {
      const other = await scene.addPerson(`guesser${String(index)}`);
      for (let miss = 0; miss < 5; miss += 1) if ((await ask(guess(), other)).status === 404) heard += 1;
    }
    expect(heard).toBe(20);
    const fresh = await scene.addPerson('late');
    expect((await ask(codes[0] ?? '', fresh)).status).toBe(429);
  });

  it('the right code costs nothing, so a person who works with many devices is never stopped', async () => {
    await forget();
    for (const code of codes.slice(0, 30)) expect((await ask(code)).status).toBe(200);
  });

  it('a window of fifteen minutes later the session is heard again', async () => {
    await forget();
    for (let miss = 0; miss < 6; miss += 1) await ask(guess());
    expect((await ask(codes[1] ?? '')).status).toBe(429);
    await scene.world.database.pool.query("UPDATE user_code_budget SET window_ends_at = now() - interval '1 second'");
    expect((await ask(codes[1] ?? '')).status).toBe(200);
  });

  it('a site that begins hundreds of sign-ins is told to come back; it fills no table', async () => {
    await forget();
    const begin = () => scene.form('authorizeDevice', { client_id: 'clavis-cli', scope: 'openid' });
    const statuses: number[] = [];
    for (let index = 0; index < 302; index += 1) statuses.push((await begin()).status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(300);
    expect(statuses.slice(-2)).toEqual([429, 429]);
    expect((await begin()).json).toMatchObject({ error: 'temporarily_unavailable', info: 'rate_limited' });
  });

  it('without the budget guesses go on being heard, which shows that it is the budget that stops them', async () => {
    let heard = 0;
    for (let index = 0; index < 30; index += 1) {
      await forget();
      if ((await ask(guess())).status === 404) heard += 1;
    }
    expect(heard).toBe(30);
  });
});
