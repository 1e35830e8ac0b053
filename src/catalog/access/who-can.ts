import {
  decideAsset,
  gatherFacts,
  holdingsKey,
  live,
  readHoldings,
  requireCapability,
  type AccessFacts,
  type ActorHoldings,
} from '../../access/index.ts';
import type { ActorKind, Principal } from '../../identity/index.ts';
import { type Action, type AppliedMask, type Decision } from '../../policy/index.ts';
import type { CatalogDeps } from '../deps.ts';
import { factsOf, type AssetRow } from '../entities/asset-row.ts';
import { gatherAsker, getAssetAskedForOthers, parseAction, type Asker, type AssetReference } from './asker.ts';
import { inSnapshot } from './in-snapshot.ts';
import { nameGrants, type GrantName } from './name-grants.ts';

/** An actor that may, and how it came to it. */
export interface PermittedActor {
  readonly id: string;
  readonly kind: ActorKind;
  readonly username: string;
  readonly by: readonly GrantName[];
  /** How many more grants there are that the asker may not read. */
  readonly hidden: number;
  /** The list entries that led there, such as `group data_team`; empty for what follows from the role. */
  readonly via: readonly string[];
  readonly masks: readonly AppliedMask[];
}

/** Who can do this: by username, switched on and not expired. */
export interface WhoCan {
  readonly action: Action;
  readonly asset: Pick<AssetRow, 'guid' | 'typeName' | 'qualifiedName' | 'name'>;
  readonly actors: readonly PermittedActor[];
}

/** Actors by what they hold; the one whose own collections the asset lies in stands alone, since its name decides too. */
export function groupByHoldings(
  actors: readonly ActorHoldings[],
  isApart: (actor: ActorHoldings) => boolean,
): readonly (readonly [ActorHoldings, ...ActorHoldings[]])[] {
  const groups = new Map<string, [ActorHoldings, ...ActorHoldings[]]>();
  for (const actor of actors) {
    const key = isApart(actor) ? `${actor.username} ${holdingsKey(actor)}` : holdingsKey(actor);
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [actor]);
    else known.push(actor);
  }
  return [...groups.values()];
}

/** The actor as facts are gathered for; what it may is read anew. */
export function principalOf({ actorId, kind, username, role }: ActorHoldings): Principal {
  return { actorId, kind, username, role, epoch: 0 };
}

interface Permitted {
  readonly group: readonly ActorHoldings[];
  readonly facts: AccessFacts;
  readonly decision: Decision;
}

async function describeGroup(asker: Asker, { group, facts, decision }: Permitted): Promise<PermittedActor[]> {
  const names = await nameGrants(asker, { ids: decision.by, facts, sources: live });
  const by = decision.by.flatMap((id) => names.get(id) ?? []);
  const guids = new Set(
    by.flatMap(({ id, parent }) => [id.slice(id.indexOf(':') + 1), ...(parent === undefined ? [] : [parent.guid])]),
  );
  return group.map(({ actorId, kind, username, holdings }) => ({
    ...{ id: actorId, kind, username, by, hidden: decision.by.length - by.length },
    via: [...new Set(holdings.filter(({ guid }) => guids.has(guid)).map(({ via }) => via))],
    masks: (decision.masks ?? []).filter(({ id }) => names.has(id)),
  }));
}

async function judgeAll(asker: Asker, row: AssetRow, action: Action): Promise<PermittedActor[]> {
  const asset = factsOf(asker.types, row);
  const living = (await readHoldings(asker.tx, live)).filter(({ alive }) => alive);
  const groups = groupByHoldings(living, ({ username }) =>
    asset.qualifiedName.startsWith(`default/collection/${username}/`),
  );
  const permitted: PermittedActor[] = [];
  for (const group of groups) {
    const facts = await gatherFacts(asker.tx, principalOf(group[0]));
    const decision = decideAsset(facts, action, asset);
    if (decision.effect === 'allow') permitted.push(...(await describeGroup(asker, { group, facts, decision })));
  }
  return permitted.sort((a, b) => (a.username < b.username ? -1 : 1));
}

/**
 * Everybody who may do this to the asset, each with how. Throws as `getAssetAskedForOthers` does, `permission_denied` without `user.read`,
 * `field_invalid` for an unknown action.
 */
export async function whoCan(
  deps: CatalogDeps,
  principal: Principal,
  question: { readonly action: string; readonly asset: AssetReference },
): Promise<WhoCan> {
  const action = parseAction(question.action);
  return inSnapshot(deps.db, async (tx) => {
    const asker = await gatherAsker(deps, tx, principal);
    requireCapability(asker.authority.facts.principal, 'user.read');
    const row = await getAssetAskedForOthers(asker, question.asset);
    const { guid, typeName, qualifiedName, name } = row;
    const actors = await judgeAll(asker, row, action);
    return { action, asset: { guid, typeName, qualifiedName, name }, actors };
  });
}
