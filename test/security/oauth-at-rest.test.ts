import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  authorizeUrl,
  cli,
  createOauthScene,
  deviceGrant,
  newPkce,
  type OauthScene,
  type Person,
} from './oauth-scene.ts';

/** The forms in which a secret might lie about. */
function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  return [
    secret,
    bytes.toString('hex'),
    bytes.toString('base64').replace(/=+$/, ''),
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
    [...secret].reverse().join(''),
  ];
}

/** T03 for what OAuth hands out. */
describe('what OAuth hands out, at rest', () => {
  let scene: OauthScene;
  let person: Person;
  beforeAll(async () => {
    scene = await createOauthScene();
    person = await scene.addPerson('jsmith', 'admin');
  });
  afterAll(() => scene.world.close());

  /** Every row of every table as text. */
  async function dump(): Promise<string> {
    const { pool } = scene.world.database;
    const tables = await pool.query<{ name: string }>(
      "SELECT quote_ident(table_name) AS name FROM information_schema.tables WHERE table_schema = 'public'",
    );
    const texts = await Promise.all(
      tables.rows.map(async ({ name }) => {
        const { rows } = await pool.query<{ text: string }>(`SELECT row::text AS text FROM ${name} AS row`);
        return rows.map(({ text }) => text).join('\n');
      }),
    );
    return texts.join('\n');
  }

  function found(text: string, secrets: readonly string[]): string[] {
    return secrets.filter((secret) => formsOf(secret).some((form) => text.includes(form)));
  }

  /** Uses everything once and gives every secret that was seen on the way; some are left in the middle of their way. */
  async function useEverything(): Promise<string[]> {
    const { challenge, verifier } = newPkce();
    const begun = await scene.browse(authorizeUrl({ code_challenge: challenge }));
    const uid = begun.location.split('/').at(-1) ?? '';
    const code = await scene.obtainCode(person);
    const issued = await scene.form('issueToken', await scene.obtainCode(person));
    const refreshToken = String(issued.json['refresh_token']);
    const next = await scene.form('issueToken', {
      ...{ grant_type: 'refresh_token', client_id: cli, refresh_token: refreshToken },
    });
    const [waiting, answered] = [await scene.beginDevice(), await scene.beginDevice()];
    await scene.asPerson(person, 'allowDevice', { body: { userCode: answered.userCode } });
    await scene.form('issueToken', { grant_type: deviceGrant, client_id: cli, device_code: answered.deviceCode });
    const client = await scene.addClient();
    const bearer = await scene.clientToken(client);
    const token = await scene.world.makeToken('none');
    const { json: revealed } = await scene.asPerson(person, 'getClientSecretOfToken', { part: token.id });
    return [
      ...[uid, ...Object.values(begun.cookies), code['code'] ?? '', verifier, code['code_verifier'] ?? ''],
      ...[issued, next].flatMap(({ json }) =>
        [json['access_token'], json['refresh_token'], json['id_token']].map(String),
      ),
      ...[waiting, answered].flatMap(({ deviceCode, userCode }) => [deviceCode, userCode, userCode.replace('-', '')]),
      ...[client.clientSecret, bearer, String(revealed['value']), person.session],
    ];
  }

  it('is in no row and no log line, in any form', async () => {
    const secrets = await useEverything();
    expect(secrets.filter((secret) => secret.length < 8)).toEqual([]);
    const text = await dump();
    // The dump is whole: what may be there is there.
    expect(text).toContain('clavis-cli');
    expect(found(text, secrets)).toEqual([]);
    expect(found(scene.world.logged.join('\n'), secrets)).toEqual([]);
  });

  it('the private half of a signing key is there only sealed', async () => {
    await scene.browse('/auth/realms/default/protocol/openid-connect/certs');
    const { rows } = await scene.world.database.pool.query<{ sealed: Buffer }>('SELECT sealed FROM oauth_signing_key');
    expect(rows.length).toBeGreaterThan(0);
    for (const { sealed } of rows) expect(sealed.toString('latin1')).not.toMatch(/"d"|RSA|kty/);
    const certs = await scene.browse('/auth/realms/default/protocol/openid-connect/certs');
    const [key] = certs.json['keys'] as Record<string, unknown>[];
    expect(Object.keys(key ?? {}).sort()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use']);
  });

  it('the search finds what is there: a device code that is planted in a payload', async () => {
    const { deviceCode, userCode } = await scene.beginDevice();
    await scene.world.database.pool.query(
      "UPDATE oauth_artifact SET payload = payload || jsonb_build_object('jti', $1::text, 'userCode', $2::text)",
      [deviceCode, Buffer.from(userCode).toString('hex')],
    );
    expect(found(await dump(), [deviceCode, userCode])).toEqual([deviceCode, userCode]);
  });
});
