import { requireNoProblems, type Problem } from '../../foundation/index.ts';
import { formatNetwork, parseNetwork, type TokenScopes } from '../../identity/index.ts';
import { actions } from '../../policy/index.ts';
import { capabilitiesOf } from '../capabilities.ts';
import { connectionNameProblem } from '../qualified-names.ts';

/** What a token may be used for, from where and how often, as a caller says it; what is absent is not said. */
export interface TokenTermsInput {
  /** `null`: no ceiling. */
  readonly scopes?: TokenScopes | null | undefined;
  /** CIDR; `null`: any. */
  readonly allowedNetworks?: readonly string[] | null | undefined;
  /** `null`: the workspace's budget. */
  readonly requestsPerMinute?: number | null | undefined;
}

/** The same, in the one form it is stored in. */
export interface ParsedTokenTerms {
  readonly scopes?: TokenScopes | null;
  readonly allowedNetworks?: readonly string[] | null;
  readonly requestsPerMinute?: number | null;
}

const connectionsMax = 100;
const networksMax = 100;
const requestsPerMinuteMax = 1_000_000;

/** Every word that `scopes.actions` may hold: what may be done to assets, and the capabilities of the workspace. */
export const scopeActions: readonly string[] = [...actions, ...[...capabilitiesOf('admin')].sort()];

/** A list that is there and empty would be a ceiling that leaves nothing, or a slip; it is not guessed which. */
function listProblems(path: string, list: readonly string[], max: number): Problem[] {
  if (list.length === 0) return [{ path, message: 'must not be empty; leave it out, or send null, for no limit' }];
  if (list.length <= max) return [];
  return [{ path, message: `has ${String(list.length)} entries; at most ${String(max)} are accepted` }];
}

function actionProblems(named: readonly string[]): Problem[] {
  const unknown = named.filter((name) => !scopeActions.includes(name)).map((name) => `\`${name}\``);
  if (unknown.length === 0) return [];
  const accepted = scopeActions.map((name) => `\`${name}\``).join(', ');
  return [{ path: 'scopes.actions', message: `unknown: ${unknown.join(', ')}; accepted: ${accepted}` }];
}

function connectionProblems(connections: readonly string[]): Problem[] {
  return connections.flatMap((name, at) => {
    const message = connectionNameProblem(name);
    return message === null ? [] : [{ path: `scopes.connections.${String(at)}`, message }];
  });
}

function scopesProblems({ readOnly, connections, actions: named }: TokenScopes): Problem[] {
  if (readOnly === undefined && connections === undefined && named === undefined) {
    const message = 'names no ceiling; accepted: `readOnly`, `connections`, `actions`, or null for none';
    return [{ path: 'scopes', message }];
  }
  return [
    ...(connections === undefined ? [] : listProblems('scopes.connections', connections, connectionsMax)),
    ...connectionProblems(connections ?? []),
    ...(named === undefined ? [] : listProblems('scopes.actions', named, scopeActions.length)),
    ...actionProblems(named ?? []),
  ];
}

function unique(list: readonly string[]): string[] {
  return [...new Set(list)].sort();
}

/** `null` when nothing of it limits anything. */
function normalScopes({ readOnly, connections, actions: named }: TokenScopes): TokenScopes | null {
  const scopes = {
    ...(readOnly === true ? { readOnly } : {}),
    ...(connections === undefined ? {} : { connections: unique(connections) }),
    ...(named === undefined ? {} : { actions: unique(named) }),
  };
  return Object.keys(scopes).length === 0 ? null : scopes;
}

function parseNetworks(texts: readonly string[]): { readonly networks: string[]; readonly problems: Problem[] } {
  const parsed = texts.map(parseNetwork);
  const problems = parsed.flatMap((network, at) =>
    'problem' in network ? [{ path: `allowedNetworks.${String(at)}`, message: network.problem }] : [],
  );
  const networks = parsed.flatMap((network) => ('problem' in network ? [] : [formatNetwork(network)]));
  return {
    networks: unique(networks),
    problems: [...listProblems('allowedNetworks', texts, networksMax), ...problems],
  };
}

function rateProblems(rate: number | null | undefined): Problem[] {
  if (rate === undefined || rate === null) return [];
  if (Number.isInteger(rate) && rate >= 1 && rate <= requestsPerMinuteMax) return [];
  const message = `must be a whole number from 1 to ${String(requestsPerMinuteMax)}, or null; got \`${String(rate)}\``;
  return [{ path: 'requestsPerMinute', message }];
}

/** Throws `field_invalid` with everything that is wrong with the terms at once. */
export function parseTokenTerms({ scopes, allowedNetworks, requestsPerMinute }: TokenTermsInput): ParsedTokenTerms {
  const { networks, problems } = parseNetworks(allowedNetworks ?? []);
  requireNoProblems('field_invalid', [
    ...(scopes ? scopesProblems(scopes) : []),
    ...(allowedNetworks ? problems : []),
    ...rateProblems(requestsPerMinute),
  ]);
  return {
    ...(scopes === undefined ? {} : { scopes: scopes === null ? null : normalScopes(scopes) }),
    ...(allowedNetworks === undefined ? {} : { allowedNetworks: allowedNetworks === null ? null : networks }),
    ...(requestsPerMinute === undefined ? {} : { requestsPerMinute }),
  };
}
