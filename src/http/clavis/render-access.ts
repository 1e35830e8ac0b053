import type { AccessReview, ActorGrants, UnusedGrants, WhoCan } from '../../catalog/index.ts';
import { renderCsv } from '../../foundation/index.ts';

function iso(at: Date | null): string | null {
  return at?.toISOString() ?? null;
}

/** Moments become texts; everything else is as the catalog gives it. */
export function renderGrants(grants: ActorGrants) {
  return { ...grants, at: iso(grants.at), historySince: grants.historySince.toISOString() };
}

export function renderReview(review: AccessReview) {
  return { ...review, at: iso(review.at), historySince: review.historySince.toISOString() };
}

export function renderUnused(unused: UnusedGrants) {
  return {
    ...unused,
    actors: unused.actors.map(({ lastUsedAt, ...actor }) => ({ ...actor, lastUsedAt: iso(lastUsedAt) })),
  };
}

/** One line per way by which somebody may. */
export function whoCsv({ action, asset, actors }: WhoCan): string {
  const rows = actors.flatMap((actor) => {
    const ways = actor.by.length === 0 ? [null] : actor.by;
    return ways.map((way) => [
      ...[actor.username, actor.kind, action, asset.typeName, asset.qualifiedName],
      ...[way?.kind ?? 'hidden', way?.name ?? '', way?.parent?.name ?? '', actor.via.join('; ')],
    ]);
  });
  const heading = ['username', 'kind', 'action', 'type', 'asset', 'granted by', 'name', 'of', 'via'];
  return renderCsv(heading, rows);
}

const grantHeading = ['username', 'kind', 'at', 'what', 'name', 'qualified name or guid', 'detail', 'via'];

/** One line per thing that the actor holds, and one per action with the count of assets. */
export function grantsCsv(grants: ActorGrants): string {
  const { actor, role, capabilities, connections, personas, purposes, collections, policies, hidden, assets } = grants;
  const lines: (readonly [what: string, name: string, id: string, detail: string, via: readonly string[]])[] = [
    ['role', role, '', '', []],
    ...capabilities.map((name) => ['capability', name, '', '', []] as const),
    ...connections.map((one) => ['connection admin', one.name, one.qualifiedName, '', one.via] as const),
    ...personas.map((one) => ['persona', one.name, one.qualifiedName, one.enabled ? '' : 'off', one.via] as const),
    ...purposes.map((one) => ['purpose', one.name, one.qualifiedName, '', one.via] as const),
    ...collections.map((one) => [`collection ${one.level}`, one.name, one.qualifiedName, '', one.via] as const),
    ...policies.map((one) => [`policy ${one.effect}`, one.name, one.id, one.actions.join(' '), []] as const),
    ['hidden', '', '', String(hidden.places + hidden.policies), []],
    ...assets.map(({ action, count }) => ['assets today', action, '', String(count), []] as const),
  ];
  const rows = lines.map(([what, name, id, detail, via]) => [
    ...[actor.username, actor.kind, iso(grants.at) ?? 'now', what, name, id, detail, via.join('; ')],
  ]);
  return renderCsv(grantHeading, rows);
}

/** One line per actor and thing that it holds; an actor without any has one of its own. */
export function reviewCsv({ at, actors }: AccessReview): string {
  const rows = actors.flatMap((actor) => {
    const own = [actor.username, actor.kind, iso(at) ?? 'now', actor.role, actor.alive ? 'yes' : 'no'];
    const held = actor.holdings.map((one) => [...own, one.kind, one.name, one.guid, one.via]);
    const more = actor.hidden === 0 ? [] : [[...own, 'hidden', '', '', String(actor.hidden)]];
    const all = [...held, ...more];
    return all.length === 0 ? [[...own, '', '', '', '']] : all;
  });
  return renderCsv(['username', 'kind', 'at', 'role', 'alive', 'what', 'name', 'guid', 'via'], rows);
}
