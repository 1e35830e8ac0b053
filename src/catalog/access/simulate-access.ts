import {
  countedCondition,
  draftSources,
  gatherFacts,
  hasCapability,
  holdingsKey,
  live,
  ownCollections,
  readHoldings,
  type AccessFacts,
  type ActorHoldings,
} from '../../access/index.ts';
import { CatalogError } from '../../foundation/index.ts';
import type { ActorKind, Principal } from '../../identity/index.ts';
import { actions, anyOf, policiesPerActorMax, type Condition, type Policy } from '../../policy/index.ts';
import { sql } from '../../postgres/index.ts';
import type { CatalogDeps } from '../deps.ts';
import { gatherAsker, type Asker } from './asker.ts';
import { countDifferences, type AssetDifference, type RightsChange } from './count-difference.ts';
import type { AccessDraft } from './draft.ts';
import { inSnapshot } from './in-snapshot.ts';
import { resolveDraft, type ResolvedDraft } from './resolve-draft.ts';
import { principalOf } from './who-can.ts';

/** Actors who would gain and lose the same. */
export interface SimulatedChange extends AssetDifference {
  readonly actorCount: number;
  /** At most a hundred, by username; absent when the asker may not look at people. */
  readonly actors?: readonly { readonly id: string; readonly kind: ActorKind; readonly username: string }[];
}

/** What a draft would change; nobody else changes. Assets are those that are not archived. */
export interface Simulation {
  readonly changes: readonly SimulatedChange[];
  readonly totals: {
    /** Actors whose links or policies the draft touches. */
    readonly affected: number;
    readonly gaining: number;
    readonly losing: number;
  };
  readonly epoch: number;
}

/** One actor before and after. */
interface Pair {
  readonly before: ActorHoldings;
  readonly after: ActorHoldings;
}

const namesMax = 100;

async function findAffected({ tx }: Asker, { rows, touched }: ResolvedDraft): Promise<readonly Pair[]> {
  const before = await readHoldings(tx, live);
  const after = new Map((await readHoldings(tx, draftSources(rows))).map((one) => [one.actorId, one]));
  return before.flatMap((one): Pair[] => {
    const then = after.get(one.actorId);
    if (then === undefined || !one.alive) return [];
    const isTouched = [...one.holdings, ...then.holdings].some(({ guid }) => touched.has(guid));
    return isTouched || holdingsKey(one) !== holdingsKey(then) ? [{ before: one, after: then }] : [];
  });
}

/** Who has made collections: their name gives them rights there, and only there. */
async function findCollectors({ tx }: Asker): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ username: string }>`
    SELECT DISTINCT split_part(qualified_name, '/', 3) AS username FROM asset
    WHERE qualified_name ^@ 'default/collection/'`.execute(tx);
  return new Set(rows.map(({ username }) => username));
}

function groupPairs(pairs: readonly Pair[], apart: ReadonlySet<string>): readonly (readonly [Pair, ...Pair[]])[] {
  const groups = new Map<string, [Pair, ...Pair[]]>();
  for (const pair of pairs) {
    const name = apart.has(pair.before.username) ? pair.before.username : '';
    const key = JSON.stringify([name, holdingsKey(pair.before), holdingsKey(pair.after)]);
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [pair]);
    else known.push(pair);
  }
  return [...groups.values()];
}

function requireWithinLimit({ principal, policies }: AccessFacts): void {
  const held = new Set(policies.map(({ id }) => id).filter((id) => !id.includes(':'))).size;
  if (held <= policiesPerActorMax) return;
  throw new CatalogError(
    'policy_invalid',
    `\`${principal.username}\` would hold ${String(held)} policies; at most ${String(policiesPerActorMax)} are accepted`,
  );
}

/** The places of policies that are on one side only: no other asset can be gained or lost. */
function differingPlaces(before: readonly Policy[], after: readonly Policy[]): Condition {
  const only = (some: readonly Policy[], other: readonly Policy[]) => {
    const known = new Set(other.map((one) => JSON.stringify(one)));
    return some.filter((one) => !known.has(JSON.stringify(one))).map(({ where }) => where);
  };
  return anyOf([...only(before, after), ...only(after, before)]);
}

interface GroupRights {
  readonly asker: Asker;
  readonly draft: ResolvedDraft;
  readonly keepsOwn: boolean;
}

async function compareRights({ asker, draft, keepsOwn }: GroupRights, actor: ActorHoldings): Promise<RightsChange> {
  const principal = principalOf(actor);
  const common = (facts: AccessFacts): AccessFacts =>
    keepsOwn ? facts : { ...facts, policies: facts.policies.filter(({ id }) => id !== ownCollections) };
  const before = common(await gatherFacts(asker.tx, principal, live));
  const after = common(await gatherFacts(asker.tx, principal, draftSources(draft.rows)));
  requireWithinLimit(after);
  const changed = actions.flatMap((action) => {
    const pair = { action, before: countedCondition(before, action), after: countedCondition(after, action) };
    return JSON.stringify(pair.before) === JSON.stringify(pair.after) ? [] : [pair];
  });
  return { changed, places: differingPlaces(before.policies, after.policies) };
}

interface Outcome {
  readonly change: RightsChange;
  readonly actors: ActorHoldings[];
}

/** Groups whose rights change in the same way are one: each different change is counted once. */
async function compareGroups(asker: Asker, draft: ResolvedDraft, pairs: readonly Pair[]): Promise<readonly Outcome[]> {
  const apart = draft.isByTag ? await findCollectors(asker) : new Set<string>();
  const outcomes = new Map<string, Outcome>();
  for (const group of groupPairs(pairs, apart)) {
    const [{ before }] = group;
    const change = await compareRights({ asker, draft, keepsOwn: apart.has(before.username) }, before);
    if (change.changed.length === 0) continue;
    const key = JSON.stringify(change);
    const outcome = outcomes.get(key) ?? { change, actors: [] };
    outcome.actors.push(...group.map((pair) => pair.before));
    outcomes.set(key, outcome);
  }
  return [...outcomes.values()];
}

function describe({ actors: all }: Outcome, difference: AssetDifference, showsNames: boolean): SimulatedChange {
  const sorted = [...all].sort((a, b) => (a.username < b.username ? -1 : 1));
  const named = sorted.slice(0, namesMax).map(({ actorId: id, kind, username }) => ({ id, kind, username }));
  return { actorCount: all.length, ...(showsNames && { actors: named }), ...difference };
}

function countActors(changes: readonly SimulatedChange[], of: 'gained' | 'lost'): number {
  return changes.filter((one) => one[of].assets > 0).reduce((sum, { actorCount }) => sum + actorCount, 0);
}

/**
 * What a draft would give to whom and take from whom, read off the assets of this moment; nothing is written, nothing is locked.
 * Throws as `resolveDraft` does.
 */
export async function simulateAccess(deps: CatalogDeps, principal: Principal, draft: AccessDraft): Promise<Simulation> {
  return inSnapshot(deps.db, async (tx) => {
    const asker = await gatherAsker(deps, tx, principal);
    const resolved = await resolveDraft(asker, draft);
    const pairs = await findAffected(asker, resolved);
    const showsNames = hasCapability(asker.authority.facts.principal, 'user.read');
    const outcomes = await compareGroups(asker, resolved, pairs);
    const differences = await countDifferences(
      asker,
      outcomes.map(({ change }) => change),
    );
    const changes = outcomes.flatMap((outcome, index) => {
      const difference = differences[index];
      if (difference === undefined || difference.gained.assets + difference.lost.assets === 0) return [];
      return [describe(outcome, difference, showsNames)];
    });
    const { epoch } = await tx.selectFrom('policy_epoch').select('epoch').executeTakeFirstOrThrow();
    const [gaining, losing] = [countActors(changes, 'gained'), countActors(changes, 'lost')];
    return { changes, totals: { affected: pairs.length, gaining, losing }, epoch };
  });
}
