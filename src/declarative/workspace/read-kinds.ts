import {
  assetQuery,
  collectAll,
  type AccessPolicy,
  type CallOptions,
  type ClavisClient,
  type GovernedToken,
  type Group,
} from '../../sdk/index.ts';
import { formatLifetime } from './format-lifetime.ts';
import { nameAll, type Lookup } from './lookup.ts';
import {
  nameSet,
  type Audience,
  type StoredConnection,
  type StoredGroup,
  type StoredParent,
  type StoredPersona,
  type StoredPolicy,
  type StoredPurpose,
  type StoredToken,
} from './workspace.ts';

/** How the Atlan wire names actors that are programs. */
const serviceAccountPrefix = 'service-account-';
/** A group of that name stands for everybody. */
const everybody = 'public';

/** With whom and how a workspace is read. */
export interface Reader {
  readonly client: ClavisClient;
  readonly call: CallOptions;
}

async function readGroup({ client, call }: Reader, group: Group): Promise<StoredGroup> {
  const { id, name, alias, description, isDefault } = group;
  const members = await collectAll(client.groups.members(id, call));
  const usernames = nameSet(members.map(({ username }) => username));
  return { id, name, fields: { alias, description, default: isDefault, members: usernames } };
}

/** Groups with their members; only those of these names, when given. */
export async function readGroups(reader: Reader, names: ReadonlySet<string> | null): Promise<StoredGroup[]> {
  const groups = await collectAll(reader.client.groups.list(reader.call));
  const read: StoredGroup[] = [];
  for (const group of groups) {
    const { id, name, alias, description, isDefault } = group;
    const fields = { alias, description, default: isDefault, members: [] };
    read.push(names === null || names.has(name) ? await readGroup(reader, group) : { id, name, fields });
  }
  return read;
}

function readAudience({ users, groups }: AccessPolicy['audience'], lookup: Lookup) {
  const programs = users.filter((name) => name.startsWith(serviceAccountPrefix));
  const tokens = nameAll(programs, lookup.tokenNames);
  const audience: Audience = {
    everyone: groups.includes(everybody),
    users: nameSet(users.filter((name) => !programs.includes(name))),
    groups: nameSet(groups.filter((name) => name !== everybody)),
    tokens: tokens.names,
  };
  return { audience, unnamed: tokens.unnamed };
}

function readPolicy(policy: AccessPolicy, lookup: Lookup | null): StoredPolicy {
  const { guid, name, qualifiedName, kind, effect, actions, mask, isEnabled } = policy;
  const { audience, unnamed } =
    lookup === null ? { audience: null, unnamed: [] } : readAudience(policy.audience, lookup);
  const ofPersona = lookup === null;
  return {
    ...{ id: guid, name, qualifiedName, unnamed },
    fields: {
      ...{ kind, effect, mask, audience, enabled: isEnabled },
      actions: nameSet(actions),
      connection: ofPersona ? policy.connectionQualifiedName : null,
      // The resources of a purpose are its tags.
      resources: ofPersona ? nameSet(policy.paths) : [],
      types: ofPersona ? nameSet(policy.types) : [],
    },
  };
}

type Parent<Fields> = Omit<StoredParent<Fields>, 'policies'>;

function withPolicies<Fields>(
  parents: readonly Parent<Fields>[],
  policies: readonly AccessPolicy[],
  lookup: Lookup | null,
): StoredParent<Fields>[] {
  const byParent = Map.groupBy(policies, ({ parentQualifiedName }) => parentQualifiedName);
  return parents.map((parent) => ({
    ...parent,
    policies: (byParent.get(parent.qualifiedName) ?? []).map((policy) => readPolicy(policy, lookup)),
  }));
}

/** All personas; those of one name, whatever its case, when it is given. */
export async function readPersonas({ client, call }: Reader, name?: string): Promise<StoredPersona[]> {
  const found = await collectAll(client.personas.list(name === undefined ? call : { ...call, name }));
  const parents = found.map(({ guid, qualifiedName, description, isEnabled, users, groups, ...persona }) => ({
    ...{ id: guid, name: persona.name, qualifiedName },
    fields: { description, enabled: isEnabled, users: nameSet(users), groups: nameSet(groups) },
  }));
  const [only] = name === undefined ? [] : parents;
  const scope = only === undefined || parents.length > 1 ? call : { ...call, persona: only };
  const policies = parents.length === 0 ? [] : await collectAll(client.personas.policies(scope));
  return withPolicies(parents, policies, null);
}

/** All purposes; those of one name, whatever its case, when it is given. */
export async function readPurposes(reader: Reader, lookup: Lookup, name?: string): Promise<StoredPurpose[]> {
  const { client, call } = reader;
  const found = await collectAll(client.purposes.list(name === undefined ? call : { ...call, name }));
  const parents = found.map(({ guid, qualifiedName, description, isEnabled, tags, ...purpose }) => ({
    ...{ id: guid, name: purpose.name, qualifiedName },
    fields: { description, enabled: isEnabled, tags: nameSet(tags) },
  }));
  const [only] = name === undefined ? [] : parents;
  const scope = only === undefined || parents.length > 1 ? call : { ...call, purpose: only };
  const policies = parents.length === 0 ? [] : await collectAll(client.purposes.policies(scope));
  return withPolicies(parents, policies, lookup);
}

export function readToken(token: GovernedToken, lookup: Lookup): StoredToken {
  const { id, username, displayName, version, state, description, role, createdAt, expiresAt } = token;
  const { scopes, allowedNetworks, requestsPerMinute, mayRotateItself, responsible } = token;
  const personas = nameAll(
    token.personas.map(({ qualifiedName }) => qualifiedName),
    lookup.personaNames,
  );
  return {
    ...{ id, name: displayName, username, version, state, unnamed: personas.unnamed },
    expiresIn: formatLifetime(createdAt, expiresAt),
    fields: {
      ...{ description, role, personas: personas.names, scopes, requestsPerMinute, mayRotateItself },
      networks: allowedNetworks === null ? null : nameSet(allowedNetworks),
      responsible: responsible?.username ?? null,
    },
  };
}

/** A connection as people and the server call it. */
export interface ConnectionName {
  readonly qualifiedName: string;
  readonly label: string;
}

/** Qualified names of all connections that can be seen, with what people read. */
export async function listConnections({ client, call }: Reader): Promise<ReadonlyMap<string, string>> {
  const found = await collectAll(client.search.assets(assetQuery().ofType('Connection'), call));
  return new Map(found.map(({ qualifiedName, name }) => [qualifiedName, name]));
}

/** One connection with its admins, and the version of it that was read. */
export async function readConnection(
  { client, call }: Reader,
  place: ConnectionName,
  lookup: Lookup,
): Promise<StoredConnection & { readonly version: number }> {
  const { connection, version, admins } = await client.connections.admins(place.qualifiedName).list(call);
  const named = (kind: string) => admins.filter((admin) => admin.kind === kind).map(({ name }) => name);
  const tokens = nameAll(named('token'), lookup.tokenNames);
  const roles = nameAll(named('role'), lookup.roleNames);
  return {
    ...{ id: connection.guid, name: connection.qualifiedName, label: place.label, version },
    unnamed: [...tokens.unnamed, ...roles.unnamed, ...named('client')].sort(),
    fields: {
      users: nameSet(named('user')),
      groups: nameSet(named('group')),
      roles: roles.names,
      tokens: tokens.names,
    },
  };
}
