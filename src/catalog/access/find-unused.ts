import {
  compilePolicy,
  listUnusedLinks,
  live,
  requireCapability,
  type StoredPolicy,
  type UnusedLinks,
} from '../../access/index.ts';
import type { Principal } from '../../identity/index.ts';
import { anyOf } from '../../policy/index.ts';
import { CompiledQuery, sql } from '../../postgres/index.ts';
import type { CatalogDeps } from '../deps.ts';
import { findAssetsByGuid } from '../entities/asset-store.ts';
import { gatherAsker, type Asker } from './asker.ts';
import { createConditionCompiler } from './count-assets.ts';
import { inSnapshot } from './in-snapshot.ts';
import { namePolicies, type GrantName } from './name-grants.ts';

/** What was given and is not used. */
export interface UnusedGrants {
  readonly days: number;
  readonly actors: UnusedLinks['actors'];
  readonly emptyParents: UnusedLinks['parents'];
  readonly dormantPolicies: UnusedLinks['policies'];
  /** Of connections that the asker may read. */
  readonly deadAdmins: UnusedLinks['entries'];
  /** Policies that count and that no asset, archived ones included, is covered by. */
  readonly emptyPolicies: readonly GrantName[];
  /** How many of all these the asker may not read. */
  readonly hidden: number;
}

const dayMs = 86_400_000;
/** Conditions of one statement; each stops at the first asset it finds. */
const policiesPerStatement = 100;

async function readActivePolicies({ tx }: Asker): Promise<readonly StoredPolicy[]> {
  const { rows } = await sql<StoredPolicy>`
    SELECT policy.guid, policy.category, policy.effect, policy.mask, policy.actions, policy.paths,
      policy.entity_types AS "entityTypes", policy.connection_qualified_name AS "connectionQualifiedName",
      purpose.tag_names AS "tagNames"
    FROM policy
    LEFT JOIN persona ON persona.guid = policy.persona_guid
    LEFT JOIN purpose ON purpose.guid = policy.purpose_guid
    WHERE policy.enabled AND coalesce(persona.enabled, purpose.enabled)
    ORDER BY policy.guid`.execute(tx);
  return rows;
}

async function findEmpty({ tx, types }: Asker, policies: readonly StoredPolicy[]): Promise<string[]> {
  const { context, compile } = createConditionCompiler(types);
  const looks = policies.map((policy, index) => {
    const where = compile(anyOf(compilePolicy(policy).map((one) => one.where)));
    return `EXISTS (SELECT FROM asset WHERE ${where}) AS "p${String(index)}"`;
  });
  const { rows } = await tx.executeQuery<Readonly<Record<string, boolean>>>(
    CompiledQuery.raw(`SELECT ${looks.join(', ')}`, [...context.params.values]),
  );
  return policies.filter((_, index) => rows[0]?.[`p${String(index)}`] === false).map(({ guid }) => guid);
}

async function findEmptyPolicies(asker: Asker): Promise<string[]> {
  const policies = await readActivePolicies(asker);
  const empty: string[] = [];
  for (let start = 0; start < policies.length; start += policiesPerStatement) {
    empty.push(...(await findEmpty(asker, policies.slice(start, start + policiesPerStatement))));
  }
  return empty;
}

/**
 * Links and policies that do nothing: of actors that were not here for so many days, for nobody, switched off, about no asset.
 * Throws `permission_denied` without `access.explain` and `persona.read`.
 */
export async function findUnused(
  deps: CatalogDeps,
  principal: Principal,
  { days }: { readonly days: number },
): Promise<UnusedGrants> {
  return inSnapshot(deps.db, async (tx) => {
    const asker = await gatherAsker(deps, tx, principal);
    requireCapability(asker.authority.facts.principal, 'access.explain');
    requireCapability(asker.authority.facts.principal, 'persona.read');
    const links = await listUnusedLinks(tx, new Date(deps.clock.now().getTime() - days * dayMs));
    const connections = await findAssetsByGuid(tx, [...new Set(links.entries.map((one) => one.connectionGuid))]);
    const readable = new Set(
      connections.filter((row) => asker.authority.may('asset.read', row)).map(({ guid }) => guid),
    );
    const deadAdmins = links.entries.filter(({ connectionGuid }) => readable.has(connectionGuid));
    const empty = await namePolicies(asker, live, await findEmptyPolicies(asker));
    return {
      ...{ days, actors: links.actors, emptyParents: links.parents, dormantPolicies: links.policies, deadAdmins },
      emptyPolicies: [...empty.values()],
      hidden: links.entries.length - deadAdmins.length,
    };
  });
}
