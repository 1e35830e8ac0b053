import {
  hasCapability,
  live,
  readHistoryBegin,
  readHoldings,
  requireCapability,
  sourcesAt,
  type FactSources,
  type Holding,
} from '../../access/index.ts';
import type { ActorKind, Principal, Role } from '../../identity/index.ts';
import { sql } from '../../postgres/index.ts';
import type { CatalogDeps } from '../deps.ts';
import { findAssetsByGuid } from '../entities/asset-store.ts';
import { gatherAsker, type Asker } from './asker.ts';
import { inSnapshot } from './in-snapshot.ts';

/** One thing that an actor holds, by name. */
export interface NamedHolding extends Holding {
  readonly name: string;
}

/** An actor with what it holds; one that is not `alive` is listed for what it would hold. */
export interface ReviewedActor {
  readonly id: string;
  readonly kind: ActorKind;
  readonly username: string;
  readonly role: Role;
  readonly alive: boolean;
  readonly holdings: readonly NamedHolding[];
  /** How many more there are that the asker may not read. */
  readonly hidden: number;
}

/** Everybody's grants, by username. */
export interface AccessReview {
  /** `null`: as things are at the moment. */
  readonly at: Date | null;
  readonly historySince: Date;
  readonly actors: readonly ReviewedActor[];
}

/** Personas and policies by who has `persona.read`; connections and collections by who may read their assets. */
async function nameHeld(
  { tx, authority }: Asker,
  { shadows }: FactSources,
  guids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const assets = await findAssetsByGuid(tx, guids);
  const readsPolicies = hasCapability(authority.facts.principal, 'persona.read');
  const places = assets.filter((row) => row.typeName === 'Connection' || row.typeName === 'Collection');
  const { rows } = await sql<{ guid: string; name: string }>`
    WITH ${shadows} wanted (guid) AS (SELECT unnest(${guids}::uuid[]))
    SELECT wanted.guid, persona.name FROM wanted JOIN persona ON persona.guid = wanted.guid
    UNION ALL SELECT wanted.guid, policy.name FROM wanted JOIN policy ON policy.guid = wanted.guid`.execute(tx);
  return new Map([
    ...places.filter((row) => authority.may('asset.read', row)).map(({ guid, name }) => [guid, name] as const),
    ...(readsPolicies ? rows.map(({ guid, name }) => [guid, name] as const) : []),
  ]);
}

/**
 * What everybody holds, now or at a past moment. Throws `permission_denied` without `access.explain`, `field_invalid` for a moment of
 * which nothing is known.
 */
export async function reviewAccess(
  deps: CatalogDeps,
  principal: Principal,
  { at }: { readonly at?: Date },
): Promise<AccessReview> {
  return inSnapshot(deps.db, async (tx) => {
    const asker = await gatherAsker(deps, tx, principal);
    requireCapability(asker.authority.facts.principal, 'access.explain');
    const sources = at === undefined ? live : await sourcesAt({ db: tx, clock: deps.clock }, at);
    const everybody = await readHoldings(tx, sources);
    const names = await nameHeld(asker, sources, [
      ...new Set(everybody.flatMap(({ holdings }) => holdings.map(({ guid }) => guid))),
    ]);
    const actors = everybody.map(({ actorId: id, kind, username, role, alive, holdings }) => {
      const named = holdings.flatMap((one) => {
        const name = names.get(one.guid);
        return name === undefined ? [] : [{ ...one, name }];
      });
      return { id, kind, username, role, alive, holdings: named, hidden: holdings.length - named.length };
    });
    return { at: at ?? null, historySince: await readHistoryBegin(tx), actors };
  });
}
