import type { TagUse } from './requests.ts';
import { otherEndOf, relations, type ModelLink, type SlotName } from './slots.ts';

/** What the ways of tags depend on. */
export interface TagGround {
  readonly links: Iterable<ModelLink>;
  isActive(slot: SlotName): boolean;
  tagsOf(slot: SlotName): readonly TagUse[];
}

/** A tag where it has come to. */
export interface Arrival {
  readonly at: SlotName;
  readonly source: SlotName;
  readonly use: TagUse;
}

interface Way {
  readonly tail: SlotName;
  readonly head: SlotName;
  readonly isLineage: boolean;
}

function waysOf(links: Iterable<ModelLink>): Way[] {
  return [...links].flatMap((link): Way[] => {
    const relation = relations.find(({ name }) => name === link.relation);
    const from = relation?.tagsFrom ?? null;
    if (relation === undefined || from === null) return [];
    return [{ tail: link[from], head: link[otherEndOf(from)], isLineage: relation.isLineage }];
  });
}

/** Where one tag of one asset comes to, by a walk along the links (contract: tag propagation). */
function reach(ground: TagGround, ways: readonly Way[], { source, use }: Omit<Arrival, 'at'>): Set<SlotName> {
  const reached = new Set<SlotName>();
  if (!use.propagate || (!ground.isActive(source) && use.removePropagationsOnEntityDelete)) return reached;
  const open = ways.filter(({ isLineage }) =>
    isLineage ? !use.restrictPropagationThroughLineage : !use.restrictPropagationThroughHierarchy,
  );
  const pending = [source];
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    if (at !== source && !ground.isActive(at)) continue;
    for (const { tail, head } of open) {
      if (tail !== at || head === source || reached.has(head)) continue;
      reached.add(head);
      pending.push(head);
    }
  }
  return reached;
}

/** Every tag that is somewhere it was not put. */
export function arrivals(ground: TagGround, sources: readonly SlotName[]): Arrival[] {
  const ways = waysOf(ground.links);
  return sources.flatMap((source) =>
    ground
      .tagsOf(source)
      .flatMap((use) => [...reach(ground, ways, { source, use })].map((at) => ({ at, source, use }))),
  );
}
