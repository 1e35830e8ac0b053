import { type GovernedToken, type LastUse, type TokenScopes } from '../sdk/index.ts';
import { printable } from './printable.ts';

function scopesText(scopes: TokenScopes | null): string {
  if (scopes === null) return 'none';
  const { readOnly = false, connections, actions } = scopes;
  return [
    ...(readOnly ? ['read-only'] : []),
    ...(connections === undefined ? [] : [`connections ${connections.join(', ')}`]),
    ...(actions === undefined ? [] : [`actions ${actions.join(', ')}`]),
  ].join('; ');
}

/** `2026-01-01T00:00:00.000Z from 192.0.2.7 with curl/8`, or `never`. */
export function lastUseText(use: LastUse | null): string {
  if (use === null) return 'never';
  const from = use.network === null ? '' : ` from ${use.network}`;
  const client = use.client === null ? '' : ` with ${printable(use.client)}`;
  return `${use.at.toISOString()}${from}${client}`;
}

function stateText({ state, suspension }: GovernedToken): string {
  if (suspension === null) return state;
  const at = suspension.at === null ? '' : ` ${suspension.at.toISOString()}`;
  const by = suspension.by === null ? '' : ` by ${suspension.by}`;
  return `${state}${at}${by}: ${printable(suspension.reason ?? 'no reason given')}`;
}

function responsibleText({ responsible, isOwnerless }: GovernedToken): string {
  if (responsible === null) return 'nobody (ownerless)';
  return isOwnerless ? `${responsible.username} (not active: ownerless)` : responsible.username;
}

/** `2026-04-01`, `never`, or the day with `(expired)`. */
export function expiryText(expiresAt: Date | null, now: Date): string {
  if (expiresAt === null) return 'never';
  const day = expiresAt.toISOString().slice(0, 10);
  return expiresAt <= now ? `${day} (expired)` : day;
}

/** What `token show` tells, a line for each thing. */
export function tokenLines(token: GovernedToken): string[] {
  const { requestsPerMinute: rate, allowedNetworks: networks, personas } = token;
  const facts: [string, string][] = [
    ['id', token.id],
    ['actor', token.username],
    ['state', stateText(token)],
    ['role', token.role],
    ['personas', personas.map(({ name, qualifiedName }) => name || qualifiedName).join(', ') || '-'],
    ['scopes', scopesText(token.scopes)],
    ['networks', networks === null ? 'any' : networks.join(', ')],
    ['rate', rate === null ? 'the workspace limit' : `${String(rate)} a minute`],
    ['self-rotate', token.mayRotateItself ? 'yes' : 'no'],
    ['responsible', responsibleText(token)],
    ['expires', token.expiresAt?.toISOString() ?? 'never'],
    ['last used', `${lastUseText(token.lastUsed)} (${String(token.useCount)} in all)`],
    ['version', String(token.version)],
  ];
  return facts.map(([name, text]) => `  ${name.padEnd(12)} ${printable(text)}`);
}
