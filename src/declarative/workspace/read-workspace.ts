import { collectAll, type CallOptions, type ClavisClient, type GovernedToken } from '../../sdk/index.ts';
import { type AccessDocument, type Section } from '../document/document.ts';
import { referencesOf, type ReferenceKind } from '../document/references.ts';
import { emptyLookup, uniqueNames, type Lookup } from './lookup.ts';
import {
  listConnections,
  readConnection,
  readGroups,
  readPersonas,
  readPurposes,
  readToken,
  type ConnectionName,
  type Reader,
} from './read-kinds.ts';
import { type StoredConnection, type StoredPersona, type Workspace } from './workspace.ts';

/** What of a workspace is read. */
export interface ReadScope {
  readonly groups: boolean;
  /** Whose members are read; null: of all. */
  readonly groupNames: ReadonlySet<string> | null;
  /** Whether it matters which connections there are. */
  readonly connections: boolean;
  /** Whose admins are read; null: of all. */
  readonly connectionNames: ReadonlySet<string> | null;
  readonly purposes: boolean;
  readonly personas: boolean;
  readonly tokens: boolean;
  /** User names of which it matters whether they exist. */
  readonly people: readonly string[];
  readonly tags: boolean;
}

/** A workspace, and the names by which it was read. */
export interface WorkspaceReading {
  readonly workspace: Workspace;
  readonly lookup: Lookup;
}

const peoplePerCall = 50;

/** What has to be read to plan a document: what it declares and what it refers to, so that nobody needs more rights than that. */
export function scopeOf(document: AccessDocument): ReadScope {
  const references = referencesOf(document);
  const refersTo = (kind: ReferenceKind) => references.some((reference) => reference.kind === kind);
  const { groups, connections, purposes, personas, tokens } = document;
  const people = references.filter(({ kind }) => kind === 'user').map(({ name }) => name);
  return {
    groups: groups !== undefined || refersTo('group'),
    groupNames: new Set((groups ?? []).map(({ name }) => name)),
    connections: refersTo('connection'),
    connectionNames: new Set((connections ?? []).map(({ qualifiedName }) => qualifiedName)),
    purposes: purposes !== undefined,
    personas: personas !== undefined || tokens !== undefined,
    // An audience is declared as a whole, tokens included; of a deleted persona it is told who loses it.
    tokens: tokens !== undefined || purposes !== undefined || refersTo('token'),
    people: [...new Set(people)],
    tags: purposes !== undefined,
  };
}

/** What has to be read to export these sections. */
export function exportScope(only: ReadonlySet<Section>): ReadScope {
  return {
    groups: only.has('groups'),
    groupNames: null,
    connections: only.has('connections'),
    connectionNames: null,
    purposes: only.has('purposes'),
    personas: only.has('personas') || only.has('tokens'),
    // Admin lists and audiences name API tokens.
    tokens: only.has('tokens') || only.has('connections') || only.has('purposes'),
    people: [],
    tags: false,
  };
}

async function readPeople({ client, call }: Reader, names: readonly string[]): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for (let from = 0; from < names.length; from += peoplePerCall) {
    const filter = { username: { $in: names.slice(from, from + peoplePerCall) } };
    for await (const { username } of client.people.list({ ...call, filter })) found.add(username);
  }
  return found;
}

async function readRoleNames({ client, call }: Reader): Promise<ReadonlyMap<string, string>> {
  const roles = await client.people.roles(call);
  return new Map(roles.map(({ id, name }) => [id, name.replace(/^\$/, '')]));
}

async function readLookup(
  reader: Reader,
  scope: ReadScope,
  read: { readonly tokens: readonly GovernedToken[]; readonly personas: readonly StoredPersona[] },
): Promise<Lookup> {
  const needsRoles = scope.connectionNames === null || scope.connectionNames.size > 0;
  return {
    tokenNames: uniqueNames(read.tokens.map(({ username, displayName }) => [username, displayName])),
    personaNames: uniqueNames(read.personas.map(({ qualifiedName, name }) => [qualifiedName, name])),
    roleNames: needsRoles ? await readRoleNames(reader) : emptyLookup.roleNames,
  };
}

async function readAdmins(reader: Reader, place: ConnectionName, lookup: Lookup): Promise<StoredConnection> {
  // Versions are asked for again right before something is changed.
  const { version: _version, ...connection } = await readConnection(reader, place, lookup);
  return connection;
}

async function readConnections(reader: Reader, scope: ReadScope, lookup: Lookup): Promise<StoredConnection[]> {
  if (!scope.connections) return [];
  const all = await listConnections(reader);
  const read: StoredConnection[] = [];
  for (const [qualifiedName, label] of all) {
    const isRead = scope.connectionNames === null || scope.connectionNames.has(qualifiedName);
    const fields = { users: [], groups: [], roles: [], tokens: [] };
    const known = { id: qualifiedName, name: qualifiedName, label, unnamed: [], fields };
    read.push(isRead ? await readAdmins(reader, { qualifiedName, label }, lookup) : known);
  }
  return read;
}

/** Reads what a server holds now. What the caller may not see is not there. */
export async function readWorkspace(
  client: ClavisClient,
  scope: ReadScope,
  call: CallOptions = {},
): Promise<WorkspaceReading> {
  const reader: Reader = { client, call };
  const { username: me } = await client.users.current(call);
  const personas = scope.personas ? await readPersonas(reader) : [];
  const tokens = scope.tokens ? await collectAll(client.tokens.governed.list(call)) : [];
  const lookup = await readLookup(reader, scope, { tokens, personas });
  const workspace = {
    groups: scope.groups ? await readGroups(reader, scope.groupNames) : [],
    connections: await readConnections(reader, scope, lookup),
    purposes: scope.purposes ? await readPurposes(reader, lookup) : [],
    personas,
    tokens: tokens.map((token) => readToken(token, lookup)),
    directory: {
      me,
      people: await readPeople(reader, scope.people),
      tags: scope.tags ? new Set((await client.purposes.tagIds(call)).keys()) : null,
    },
  };
  return { workspace, lookup };
}
