import type { Assets } from './model.ts';
import type { ActorName, LinkEdit, SaveStep } from './requests.ts';
import { anchorLink, keyOf, otherEndOf, type ModelLink, type SlotName } from './slots.ts';

/** What the links of a request are worked out from. */
export interface LinkGround {
  readonly assets: Assets;
  readonly links: readonly ModelLink[];
  mayRead(actor: ActorName, slot: SlotName): boolean;
}

function linkOf({ relation, self }: LinkEdit, own: SlotName, other: SlotName): ModelLink {
  const [end1, end2] = self === 'end1' ? [own, other] : [other, own];
  return { relation: relation.name, end1, end2 };
}

/** Draws a link; what can have only one such loses the one it had. */
function draw(links: Map<string, ModelLink>, edit: LinkEdit, link: ModelLink): void {
  if (links.has(keyOf(link))) return;
  if (edit.relation.isSingle) {
    for (const [key, it] of links) if (it.relation === link.relation && it.end2 === link.end2) links.delete(key);
  }
  links.set(keyOf(link), link);
}

/**
 * The links after a save, and those that are new or gone (contract: relationships of a bulk save). A list replaces what the actor can
 * see of the set; what they cannot see they cannot mean.
 */
export function linksAfter(
  ground: LinkGround,
  { actor, entities }: SaveStep,
): { readonly links: readonly ModelLink[]; readonly changed: readonly ModelLink[] } {
  const before = new Map(ground.links.map((link) => [keyOf(link), link]));
  const links = new Map(before);
  for (const { slot, links: edits } of entities) {
    const anchor = ground.assets.has(slot) ? null : anchorLink(slot);
    if (anchor !== null) links.set(keyOf(anchor), anchor);
    for (const edit of edits) apply(ground, links, { actor, slot, edit });
  }
  const changed = [
    ...[...links].filter(([key]) => !before.has(key)),
    ...[...before].filter(([key]) => !links.has(key)),
  ];
  return { links: [...links.values()], changed: changed.map(([, link]) => link) };
}

function apply(
  ground: LinkGround,
  links: Map<string, ModelLink>,
  { actor, slot, edit }: { readonly actor: ActorName; readonly slot: SlotName; readonly edit: LinkEdit },
): void {
  const wanted = edit.others.map((other) => linkOf(edit, slot, other.slot));
  if (edit.mode === 'silence') return;
  if (edit.mode === 'remove') {
    for (const link of wanted) links.delete(keyOf(link));
    return;
  }
  if (edit.mode !== 'append') {
    const keep = new Set(wanted.map(keyOf));
    const isSet = !(edit.relation.isSingle && edit.self === 'end2');
    for (const [key, link] of links) {
      if (link.relation !== edit.relation.name || link[edit.self] !== slot || keep.has(key)) continue;
      if (!isSet || ground.mayRead(actor, link[otherEndOf(edit.self)])) links.delete(key);
    }
  }
  for (const link of wanted) draw(links, edit, link);
}
