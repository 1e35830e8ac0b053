import type { Provider } from 'oidc-provider';
import { loadSigningKeys } from '../../identity/index.ts';
import type { HttpDeps } from '../deps.ts';
import { createProvider } from './create-provider.ts';

/** The provider as it is to answer now. */
export type ProviderSource = () => Promise<Provider>;

/** A key that another node added is known here after this time; it signs ten minutes after it was made. */
const keysKnownMs = 60_000;

/** Where people and clients reach this server, without a slash at the end. */
export function publicUrlOf({ oauth }: Pick<HttpDeps, 'oauth'>): string {
  return oauth.publicUrl().replace(/\/+$/, '');
}

/**
 * Gives the one provider of this server. It is built with the first request, when the address is known, and anew when the keys are others
 * or another one signs; requests that have begun go on with the one before.
 */
export function createProviderSource(deps: HttpDeps): ProviderSource {
  const { identity, oauth, log, clock } = deps;
  let built: { readonly provider: Provider; readonly fingerprint: string } | undefined;
  let loading: Promise<Provider> | undefined;
  let readAtMs = Number.NEGATIVE_INFINITY;

  async function load(): Promise<Provider> {
    const keys = await loadSigningKeys({ db: identity.db, clock, log, sealer: oauth.sealer });
    const publicUrl = publicUrlOf(deps);
    const fingerprint = JSON.stringify([publicUrl, keys.map(({ kid }) => kid)]);
    if (built?.fingerprint !== fingerprint) {
      built = { fingerprint, provider: createProvider({ identity, log, publicUrl, keys }) };
    }
    readAtMs = performance.now();
    return built.provider;
  }

  return () => {
    if (built !== undefined && performance.now() - readAtMs < keysKnownMs) return Promise.resolve(built.provider);
    loading ??= load().finally(() => (loading = undefined));
    return loading;
  };
}
