import { isJsonObject } from '../../foundation/index.ts';
import type { IdentityProvider } from './identity-provider.ts';
import { createBoundedFetch } from './bounded-fetch.ts';
import { failureNote } from './failure-note.ts';
import { defaultProviderLimits, descriptionProblems } from './provider-connections.ts';
import { SingleSignOnRefusal } from './refusal.ts';
import { callbackAddress, openDoor, type SingleSignOn } from './single-sign-on.ts';

/** One thing that was looked at. `noted` is nothing wrong, but something to know. */
export interface ProviderCheck {
  readonly name: 'callback' | 'discovery' | 'description' | 'signing-algorithms' | 'keys' | 'back-channel-logout';
  readonly status: 'passed' | 'failed' | 'noted';
  readonly message: string;
}

type Described = Awaited<ReturnType<SingleSignOn['connections']['describe']>>;

function judgeDescription(provider: IdentityProvider, described: Described): ProviderCheck {
  const problems = descriptionProblems(provider.issuer, described);
  const message = problems.length === 0 ? 'issuer, addresses and PKCE fit' : problems.join('; ');
  return { name: 'description', status: problems.length === 0 ? 'passed' : 'failed', message };
}

function judgeAlgorithms({ signingAlgorithms }: IdentityProvider, described: Described): ProviderCheck {
  const offered = described.id_token_signing_alg_values_supported;
  const own = Array.isArray(offered) ? offered.filter((algorithm) => signingAlgorithms.includes(algorithm)) : [];
  const status = own.length === 0 ? 'failed' : 'passed';
  const message =
    own.length === 0
      ? `the provider offers none of ${signingAlgorithms.join(', ')}`
      : `offered and allowed: ${own.join(', ')}`;
  return { name: 'signing-algorithms', status, message };
}

async function judgeKeys({ issuer }: IdentityProvider, described: Described): Promise<ProviderCheck> {
  const { timeoutMs, answerBytesMax } = defaultProviderLimits;
  try {
    const read = createBoundedFetch(issuer, { timeoutMs, bytesMax: answerBytesMax });
    const response = await read(described.jwks_uri ?? '', { method: 'GET' });
    const body: unknown = response.status === 200 ? await response.json() : null;
    const keys = isJsonObject(body) && Array.isArray(body['keys']) ? body['keys'] : [];
    const message = `${String(keys.length)} keys are published`;
    return { name: 'keys', status: keys.length === 0 ? 'failed' : 'passed', message };
  } catch (error) {
    return { name: 'keys', status: 'failed', message: `the keys cannot be read: ${failureNote(error)}` };
  }
}

function judgeLogout(described: Described): ProviderCheck {
  const isSupported = described['backchannel_logout_supported'] === true;
  const message = isSupported
    ? 'the provider can tell of sign-outs; register the address ending in `/backchannel-logout`'
    : 'the provider does not tell of sign-outs; sessions here end by themselves';
  return { name: 'back-channel-logout', status: isSupported ? 'passed' : 'noted', message };
}

/**
 * Asks a provider for its description and its keys, now and without what is known, and says what fits. Tells nothing of what
 * the provider answered but these judgements.
 */
export async function testIdentityProvider(
  deps: SingleSignOn,
  provider: IdentityProvider,
): Promise<readonly ProviderCheck[]> {
  const address = callbackAddress(deps, provider.alias);
  const callback: ProviderCheck = {
    name: 'callback',
    status: 'noted',
    message: `register \`${address}\` at the provider`,
  };
  try {
    const described = await deps.connections.describe(await openDoor(deps, deps.db, provider));
    const discovery: ProviderCheck = { name: 'discovery', status: 'passed', message: 'the description was read' };
    const judged = [judgeDescription(provider, described), judgeAlgorithms(provider, described)];
    return [callback, discovery, ...judged, await judgeKeys(provider, described), judgeLogout(described)];
  } catch (error) {
    if (!(error instanceof SingleSignOnRefusal)) throw error;
    return [callback, { name: 'discovery', status: 'failed', message: error.note }];
  }
}
