import { hasCapability, type AccessFacts, type FactSources } from '../../access/index.ts';
import { sql } from '../../postgres/index.ts';
import { findAssetsByGuid } from '../entities/asset-store.ts';
import { mayExplainAll, type Asker } from './asker.ts';

/** What a right comes from, by its name. */
export interface GrantName {
  /** As decisions name it: the guid of a policy, or a word and a guid, or a fixed word. */
  readonly id: string;
  readonly kind: 'policy' | 'connection-admin' | 'collection' | 'workspace' | 'token-scope';
  readonly name: string;
  /** Of the policy, connection or collection. */
  readonly guid?: string;
  readonly parent?: PolicyParent;
}

/** The persona or purpose that a policy belongs to. */
export interface PolicyParent {
  readonly kind: 'persona' | 'purpose';
  readonly guid: string;
  readonly name: string;
  readonly qualifiedName: string;
}

/** Whose rights are to be named, and from where they were gathered. */
export interface NamedRights {
  readonly ids: readonly string[];
  readonly facts: AccessFacts;
  readonly sources: FactSources;
}

interface PolicyRow {
  readonly guid: string;
  readonly name: string;
  readonly parent: PolicyParent;
}

function parseId(id: string): { readonly word: string; readonly guid: string } {
  const at = id.indexOf(':');
  return at === -1 ? { word: 'policy', guid: id } : { word: id.slice(0, at), guid: id.slice(at + 1) };
}

async function readPolicyNames({ tx }: Asker, { shadows }: FactSources, guids: readonly string[]) {
  if (guids.length === 0) return [];
  const { rows } = await sql<PolicyRow>`
    WITH ${shadows} wanted (guid) AS (SELECT unnest(${guids}::uuid[]))
    SELECT policy.guid, policy.name, CASE WHEN persona.guid IS NULL
      THEN jsonb_build_object(
        'kind', 'purpose', 'guid', purpose.guid, 'name', purpose.name, 'qualifiedName', purpose.qualified_name)
      ELSE jsonb_build_object(
        'kind', 'persona', 'guid', persona.guid, 'name', persona.name, 'qualifiedName', persona.qualified_name)
      END AS parent
    FROM wanted JOIN policy ON policy.guid = wanted.guid
    LEFT JOIN persona ON persona.guid = policy.persona_guid
    LEFT JOIN purpose ON purpose.guid = policy.purpose_guid`.execute(tx);
  return rows;
}

/** The guids of those assets that the asker may read. */
async function findReadable({ tx, authority }: Asker, guids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await findAssetsByGuid(tx, [...new Set(guids)]);
  return new Map(rows.filter((row) => authority.may('asset.read', row)).map(({ guid, name }) => [guid, name]));
}

/** The names of policies by guid, as far as the asker may read the policies. */
export async function namePolicies(
  asker: Asker,
  sources: FactSources,
  guids: readonly string[],
): Promise<ReadonlyMap<string, GrantName>> {
  const seesAll = hasCapability(asker.authority.facts.principal, 'persona.read');
  const readable = seesAll ? null : await findReadable(asker, guids);
  const rows = await readPolicyNames(asker, sources, guids);
  const shown = rows.filter(({ guid }) => readable === null || readable.has(guid));
  return new Map(shown.map(({ guid, name, parent }) => [guid, { id: guid, kind: 'policy', name, guid, parent }]));
}

/** Connections and collections: those that the asker may read, and its own. */
async function namePlaces(asker: Asker, { ids, facts }: NamedRights): Promise<GrantName[]> {
  const wanted = ids
    .map((id) => ({ id, ...parseId(id) }))
    .filter(({ word }) => /^(?:connection|collection)-/.test(word));
  const readable = await findReadable(
    asker,
    wanted.map(({ guid }) => guid),
  );
  const isOwn = facts.principal.actorId === asker.principal.actorId;
  const own = new Map(
    isOwn ? [...facts.connections, ...facts.collections].map((one) => [one.guid, one.qualifiedName]) : [],
  );
  return wanted.flatMap(({ id, word, guid }): GrantName[] => {
    const name = readable.get(guid) ?? own.get(guid);
    const kind = word === 'connection-admin' ? 'connection-admin' : 'collection';
    return name === undefined ? [] : [{ id, kind, name, guid }];
  });
}

/** What follows from a role is the same everywhere and known to all; the ceiling of a token to itself and to who may explain all. */
function nameFixed(asker: Asker, { ids, facts }: NamedRights): GrantName[] {
  const isOwn = facts.principal.actorId === asker.principal.actorId;
  const seesScopes = isOwn || mayExplainAll(asker.authority.facts);
  return ids.flatMap((id): GrantName[] => {
    const { word, guid: name } = parseId(id);
    if (word === 'workspace') return [{ id, kind: 'workspace', name }];
    return word === 'token-scope' && seesScopes ? [{ id, kind: 'token-scope', name }] : [];
  });
}

/**
 * The names behind the ids of a decision.
 * SECURITY: what the asker may not read is left out; it is to be counted, not named.
 */
export async function nameGrants(asker: Asker, rights: NamedRights): Promise<ReadonlyMap<string, GrantName>> {
  const ids = [...new Set(rights.ids)];
  const policies = await namePolicies(
    asker,
    rights.sources,
    ids.filter((id) => parseId(id).word === 'policy'),
  );
  const others = [...(await namePlaces(asker, { ...rights, ids })), ...nameFixed(asker, { ...rights, ids })];
  return new Map([...policies, ...others.map((one) => [one.id, one] as const)]);
}
