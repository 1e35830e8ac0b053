import { canonicalNetwork } from './canonical-network.ts';
import {
  type AccessDocument,
  type DeclaredPersona,
  type DeclaredPolicy,
  type DeclaredPurpose,
  type DeclaredPurposePolicy,
  type DeclaredToken,
} from './document.ts';
import { foldName } from './fold-name.ts';
import { type Path } from './place.ts';
import { type PathProblem } from './shape-problems.ts';

/** Names of one list that are the same, or the same but for their case. */
function nameProblems(at: Path, key: string, names: readonly string[]): PathProblem[] {
  const first = new Map<string, string>();
  return names.flatMap((name, index) => {
    const before = first.get(foldName(name));
    if (before === undefined) first.set(foldName(name), name);
    if (before === undefined) return [];
    const message =
      before === name ? `\`${name}\` is declared before` : `\`${name}\` differs from \`${before}\` by its case alone`;
    return [{ path: [...at, index, key], message }];
  });
}

function maskProblems(at: Path, policy: DeclaredPolicy | DeclaredPurposePolicy): PathProblem[] {
  const { effect = 'allow', kind = 'metadata', mask } = policy;
  return [
    ...(effect === 'mask' && kind !== 'data'
      ? [{ path: [...at, 'effect'], message: '`mask` belongs to policies of the kind `data`' }]
      : []),
    ...(mask !== undefined && effect !== 'mask'
      ? [{ path: [...at, 'mask'], message: 'belongs to policies with the effect `mask`' }]
      : []),
  ];
}

function isUnder(path: string, connection: string): boolean {
  return path === connection || path.startsWith(`${connection}/`);
}

/** Policies on metadata and data speak of one connection, the others of none. */
function connectionProblems(at: Path, { kind = 'metadata', connection, resources }: DeclaredPolicy): PathProblem[] {
  if (kind !== 'metadata' && kind !== 'data') {
    const message = `a policy of the kind \`${kind}\` has no connection`;
    return connection === undefined ? [] : [{ path: [...at, 'connection'], message }];
  }
  if (connection === undefined) return [{ path: [...at, 'connection'], message: 'is missing' }];
  return resources.flatMap((resource, index) =>
    isUnder(resource, connection)
      ? []
      : [{ path: [...at, 'resources', index], message: `\`${resource}\` is not in \`${connection}\`` }],
  );
}

function personaProblems(at: Path, { policies = [] }: DeclaredPersona): PathProblem[] {
  const list = [...at, 'policies'];
  return [
    ...nameProblems(
      list,
      'name',
      policies.map(({ name }) => name),
    ),
    ...policies.flatMap((policy, index) => [
      ...maskProblems([...list, index], policy),
      ...connectionProblems([...list, index], policy),
    ]),
  ];
}

function audienceProblems(at: Path, { audience }: DeclaredPurposePolicy): PathProblem[] {
  const { everyone = false, users = [], groups = [], tokens = [] } = audience;
  const named = users.length + groups.length + tokens.length;
  const path = [...at, 'audience'];
  if (everyone && named > 0) return [{ path, message: '`everyone` stands alone' }];
  if (!everyone && named === 0) return [{ path, message: 'must be `everyone: true`, or name somebody' }];
  const reserved = groups.indexOf('public');
  if (reserved < 0) return [];
  return [{ path: [...path, 'groups', reserved], message: '`public` is not a group; write `everyone: true`' }];
}

function purposeProblems(at: Path, { policies = [] }: DeclaredPurpose): PathProblem[] {
  const list = [...at, 'policies'];
  return [
    ...nameProblems(
      list,
      'name',
      policies.map(({ name }) => name),
    ),
    ...policies.flatMap((policy, index) => [
      ...maskProblems([...list, index], policy),
      ...audienceProblems([...list, index], policy),
    ]),
  ];
}

/** No two purposes have the same tags. */
function tagProblems(purposes: readonly DeclaredPurpose[]): PathProblem[] {
  const first = new Map<string, string>();
  return purposes.flatMap(({ name, tags }, index) => {
    const key = JSON.stringify([...new Set(tags)].sort());
    const before = first.get(key);
    if (before === undefined) first.set(key, name);
    if (before === undefined) return [];
    return [{ path: ['purposes', index, 'tags'], message: `purpose \`${before}\` has the same tags` }];
  });
}

const emptyScope = 'must not be empty; leave it out for no limit';

function scopeProblems(at: Path, { scopes }: DeclaredToken): PathProblem[] {
  if (scopes === undefined || scopes === null) return [];
  const { readOnly = false, connections, actions } = scopes;
  if (!readOnly && connections === undefined && actions === undefined) {
    return [{ path: [...at, 'scopes'], message: 'names no ceiling; write `null` for none' }];
  }
  return Object.entries({ connections, actions }).flatMap(([key, list]) =>
    list?.length === 0 ? [{ path: [...at, 'scopes', key], message: emptyScope }] : [],
  );
}

function networkProblems(at: Path, { networks }: DeclaredToken): PathProblem[] {
  const path = [...at, 'networks'];
  if (networks?.length === 0) return [{ path, message: 'must not be empty; write `null` for any network' }];
  return (networks ?? []).flatMap((network, index) => {
    const message = `\`${network}\` is no network, such as \`10.20.0.0/16\` or \`2001:db8::/32\``;
    return canonicalNetwork(network) === null ? [{ path: [...path, index], message }] : [];
  });
}

/** What is wrong with a document of the right shape, as far as that can be told without a server. */
export function senseProblems(document: AccessDocument): PathProblem[] {
  const { groups = [], connections = [], purposes = [], personas = [], tokens = [] } = document;
  const named = { groups, purposes, personas, tokens };
  return [
    ...Object.entries(named).flatMap(([section, list]) =>
      nameProblems(
        [section],
        'name',
        list.map(({ name }) => name),
      ),
    ),
    ...nameProblems(
      ['connections'],
      'qualifiedName',
      connections.map(({ qualifiedName }) => qualifiedName),
    ),
    ...personas.flatMap((persona, index) => personaProblems(['personas', index], persona)),
    ...purposes.flatMap((purpose, index) => purposeProblems(['purposes', index], purpose)),
    ...tagProblems(purposes),
    ...tokens.flatMap((token, index) => [
      ...scopeProblems(['tokens', index], token),
      ...networkProblems(['tokens', index], token),
    ]),
  ];
}
