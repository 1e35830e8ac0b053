import type { JWK } from 'oidc-provider';
import { loadSigningKeys } from '../../identity/index.ts';
import type { HttpDeps } from '../deps.ts';

/** The signing keys as they are now, the one to sign with first. The same array until another key is added or takes over. */
export type KeySource = () => Promise<readonly JWK[]>;

/** A key that another node added is known here after this time; it signs ten minutes after it was made. */
const keysKnownMs = 60_000;

function namesOf(keys: readonly JWK[]): string {
  return JSON.stringify(keys.map(({ kid }) => kid));
}

/** Gives the signing keys of this server, read anew once a minute, by one request for all that wait. */
export function createKeySource({ identity, clock, log, oauth }: HttpDeps): KeySource {
  let known: readonly JWK[] | undefined;
  let loading: Promise<readonly JWK[]> | undefined;
  let readAtMs = Number.NEGATIVE_INFINITY;

  async function load(): Promise<readonly JWK[]> {
    const keys = await loadSigningKeys({ db: identity.db, clock, log, sealer: oauth.sealer });
    readAtMs = performance.now();
    if (known === undefined || namesOf(known) !== namesOf(keys)) known = keys;
    return known;
  }

  return () => {
    if (known !== undefined && performance.now() - readAtMs < keysKnownMs) return Promise.resolve(known);
    loading ??= load().finally(() => (loading = undefined));
    return loading;
  };
}
