import type { Provider } from 'oidc-provider';
import type { HttpDeps } from '../deps.ts';
import { createProvider } from './create-provider.ts';
import type { KeySource } from './key-source.ts';

/** The provider as it is to answer now. */
export type ProviderSource = () => Promise<Provider>;

/** Where people and clients reach this server, without a slash at the end. */
export function publicUrlOf({ oauth }: Pick<HttpDeps, 'oauth'>): string {
  return oauth.publicUrl().replace(/\/+$/, '');
}

/**
 * Gives the one provider of this server. It is built with the first request, when the address is known, and anew when the keys are others
 * or another one signs; requests that have begun go on with the one before.
 */
export function createProviderSource(deps: HttpDeps, keySource: KeySource): ProviderSource {
  const { identity, log } = deps;
  let built: { readonly provider: Provider; readonly keys: unknown; readonly publicUrl: string } | undefined;

  return async () => {
    const keys = await keySource();
    const publicUrl = publicUrlOf(deps);
    if (built?.keys !== keys || built.publicUrl !== publicUrl) {
      built = { keys, publicUrl, provider: createProvider({ identity, log, publicUrl, keys }) };
    }
    return built.provider;
  };
}
