import type { Problem } from '../../foundation/index.ts';
import { signingAlgorithms, type IdentityProviderSettings } from './identity-provider.ts';
import { isLoopback } from './reachable-url.ts';

const aliasPattern = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
const aliasLengthMax = 40;
/** RFC 6749, 3.3: printable ASCII without space, quote and backslash. */
const scopePattern = /^[\x21\x23-\x5b\x5d-\x7e]{1,200}$/;
const claimPattern = /^[^\s\p{Cc}]{1,200}$/u;

/** What is wrong with the name that a provider goes by in addresses. */
export function aliasProblems(alias: string): Problem[] {
  if (aliasPattern.test(alias) && alias.length <= aliasLengthMax) return [];
  const message = `must be lower-case words of \`a-z 0-9\` joined by \`-\`, at most ${String(aliasLengthMax)} characters`;
  return [{ path: 'alias', message }];
}

function issuerProblem(issuer: string): string | null {
  if (!URL.canParse(issuer)) return 'must be an https address';
  const url = new URL(issuer);
  const isLocal = url.protocol === 'http:' && isLoopback(url.hostname);
  if (url.protocol !== 'https:' && !isLocal) return 'must be an https address; http only on this very machine';
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '' || issuer.includes('#')) {
    return 'must have no user name, query or fragment';
  }
  return null;
}

function listProblems(path: string, values: readonly string[], isGood: (value: string) => boolean): Problem[] {
  return values.flatMap((value, index) =>
    isGood(value) ? [] : [{ path: `${path}[${String(index)}]`, message: 'is not accepted' }],
  );
}

function claimProblems(path: string, claim: string | null): Problem[] {
  if (claim === null || claimPattern.test(claim)) return [];
  return [{ path, message: 'must be the name of a claim, without blanks' }];
}

/** Everything that is wrong with what a provider is to be, at once. */
export function identityProviderProblems(settings: IdentityProviderSettings): Problem[] {
  const { displayName, issuer, clientId, scopes, signingAlgorithms: algorithms } = settings;
  const issuerMessage = issuerProblem(issuer);
  const isKnown = (algorithm: string) => signingAlgorithms.some((known) => known === algorithm);
  return [
    ...(displayName.trim() === '' ? [{ path: 'displayName', message: 'must not be blank' }] : []),
    ...(issuerMessage === null ? [] : [{ path: 'issuer', message: issuerMessage }]),
    ...(clientId.trim() === '' ? [{ path: 'clientId', message: 'must not be blank' }] : []),
    ...listProblems('scopes', scopes, (scope) => scopePattern.test(scope)),
    ...(scopes.includes('openid') ? [] : [{ path: 'scopes', message: 'must contain `openid`' }]),
    ...claimProblems('groupsClaim', settings.groupsClaim),
    ...claimProblems('usernameClaim', settings.usernameClaim),
    ...(algorithms.length === 0 ? [{ path: 'allowedSigningAlgorithms', message: 'must name at least one' }] : []),
    ...listProblems('allowedSigningAlgorithms', algorithms, isKnown).map((problem) => ({
      ...problem,
      message: `accepted: ${signingAlgorithms.join(', ')}`,
    })),
  ];
}
