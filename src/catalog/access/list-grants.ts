import {
  assetCondition,
  countedCondition,
  gatherFacts,
  heldCapabilities,
  isOwnName,
  getSubject,
  readHistoryBegin,
  readHoldings,
  requireCapability,
  sourcesAt,
  type AccessFacts,
  type Capability,
  type FactSources,
  type Holding,
} from '../../access/index.ts';
import type { Principal, Role, TokenScopes } from '../../identity/index.ts';
import { actions, type Action, type Effect } from '../../policy/index.ts';
import { sql } from '../../postgres/index.ts';
import type { CatalogDeps } from '../deps.ts';
import { gatherAsker, type Asker } from './asker.ts';
import { both, countAssets } from './count-assets.ts';
import type { ExplainedActor } from './explain-access.ts';
import { inSnapshot } from './in-snapshot.ts';
import { nameGrants, type GrantName } from './name-grants.ts';

/** Something that an actor was given, and the list entries by which. */
export interface GrantedPlace {
  readonly guid: string;
  readonly name: string;
  readonly qualifiedName: string;
  readonly via: readonly string[];
}

/** All that one actor can do. */
export interface ActorGrants {
  readonly actor: ExplainedActor;
  /** `null`: as things are at the moment. */
  readonly at: Date | null;
  /** Since when past moments are known. */
  readonly historySince: Date;
  readonly role: Role;
  readonly scopes: TokenScopes | null;
  readonly capabilities: readonly Capability[];
  readonly connections: readonly GrantedPlace[];
  readonly personas: readonly (GrantedPlace & { readonly enabled: boolean })[];
  readonly purposes: readonly GrantedPlace[];
  readonly collections: readonly (GrantedPlace & { readonly level: 'editor' | 'viewer' })[];
  /** One entry per policy and effect; what follows from connections, collections and the role has its own lists. */
  readonly policies: readonly (GrantName & { readonly effect: Effect; readonly actions: readonly Action[] })[];
  /** How many more there are that the asker may not read. */
  readonly hidden: { readonly places: number; readonly policies: number };
  /** Assets of today that are not archived, whatever moment the rights are of. */
  readonly assets: readonly { readonly action: Action; readonly count: number }[];
}

interface Review {
  readonly asker: Asker;
  readonly facts: AccessFacts;
  readonly sources: FactSources;
  readonly isOwn: boolean;
  readonly names: ReadonlyMap<string, GrantName>;
  readonly viaOf: (guid: string) => readonly string[];
}

type Place = { readonly guid: string; readonly qualifiedName: string };

function placed<P extends Place>({ names, viaOf }: Review, places: readonly P[], idOf: (place: P) => string) {
  return places.flatMap((place) => {
    const name = names.get(idOf(place))?.name;
    return name === undefined ? [] : [{ ...place, name, via: viaOf(place.guid) }];
  });
}

/** Personas and purposes tell their names to who may read policies, and to their members. */
function mayNamePersonas({ asker, isOwn }: Review): boolean {
  return isOwn || heldCapabilities(asker.authority.facts.principal).includes('persona.read');
}

function policiesOf({ facts, names }: Review) {
  const merged = new Map<string, { name: GrantName; effect: Effect; actions: Set<Action> }>();
  for (const { id, effect, actions: of } of facts.policies) {
    const name = names.get(id);
    if (name?.kind !== 'policy') continue;
    const known = merged.get(id) ?? { name, effect, actions: new Set<Action>() };
    for (const action of of) known.actions.add(action);
    merged.set(id, known);
  }
  return [...merged.values()].map(({ name, effect, actions: of }) => ({ ...name, effect, actions: [...of] }));
}

async function countPerAction({ asker, facts, isOwn }: Review): Promise<ActorGrants['assets']> {
  // SECURITY: of things that one may change but not see, the number alone would tell that they exist.
  const seen = isOwn ? assetCondition(asker.authority.facts, 'asset.read') : ({ kind: 'all' } as const);
  const counts = await countAssets(
    asker,
    actions.map((action) => both(countedCondition(facts, action), seen)),
  );
  return actions.map((action, index) => ({ action, count: counts[index] ?? 0 }));
}

function viaLookup(holdings: readonly Holding[]): Review['viaOf'] {
  return (guid) => [...new Set(holdings.filter((one) => one.guid === guid).map(({ via }) => via))];
}

async function gatherReview(asker: Asker, principal: Principal, sources: FactSources): Promise<Review> {
  const facts = await gatherFacts(asker.tx, principal, sources);
  const [held] = await readHoldings(asker.tx, sources, sql`actor.id = ${principal.actorId}`);
  const ids = [
    ...facts.policies.map(({ id }) => id),
    ...facts.connections.map(({ guid }) => `connection-admin:${guid}`),
  ];
  const names = await nameGrants(asker, { ids, facts, sources });
  const isOwn = principal.actorId === asker.principal.actorId;
  return { asker, facts, sources, isOwn, names, viaOf: viaLookup(held?.holdings ?? []) };
}

async function render(review: Review): Promise<Omit<ActorGrants, 'actor' | 'at' | 'historySince'>> {
  const { facts, viaOf } = review;
  const connections = placed(review, facts.connections, ({ guid }) => `connection-admin:${guid}`);
  const collections = placed(review, facts.collections, ({ guid, level }) => `collection-${level}:${guid}`);
  const showsPersonas = mayNamePersonas(review);
  const policies = policiesOf(review);
  const stored = new Set(facts.policies.map(({ id }) => id).filter((id) => !id.includes(':')));
  const places = facts.connections.length + facts.collections.length - connections.length - collections.length;
  return {
    ...{ role: facts.principal.role, scopes: facts.principal.scopes ?? null },
    ...{ capabilities: heldCapabilities(facts.principal), connections, collections, policies },
    personas: showsPersonas ? facts.personas.map((one) => ({ ...one, via: viaOf(one.guid) })) : [],
    purposes: showsPersonas
      ? facts.purposes.map(({ guid, name, qualifiedName }) => ({ guid, name, qualifiedName, via: [] }))
      : [],
    hidden: {
      places: places + (showsPersonas ? 0 : facts.personas.length + facts.purposes.length),
      policies: stored.size - policies.length,
    },
    assets: await countPerAction(review),
  };
}

/**
 * What an actor can do, now or at a past moment: everybody asks about themselves, who has `access.explain` about all.
 * Throws `permission_denied`, `record_not_found` for an unknown actor, `field_invalid` for a moment of which nothing is known.
 */
export async function listGrants(
  deps: CatalogDeps,
  principal: Principal,
  { actor, at }: { readonly actor: string; readonly at?: Date },
): Promise<ActorGrants> {
  return inSnapshot(deps.db, async (tx) => {
    const asker = await gatherAsker(deps, tx, principal);
    const isOwn = isOwnName(principal, actor);
    if (!isOwn) requireCapability(asker.authority.facts.principal, 'access.explain');
    const subject = isOwn ? ({ principal, state: 'active' } as const) : await getSubject(tx, actor);
    const sources = await sourcesAt({ db: tx, clock: deps.clock }, at);
    const { actorId: id, kind, username } = subject.principal;
    const grants = await render(await gatherReview(asker, subject.principal, sources));
    const historySince = await readHistoryBegin(tx);
    return { actor: { id, kind, username, state: subject.state }, at: at ?? null, historySince, ...grants };
  });
}
