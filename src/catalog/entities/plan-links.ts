import { newGuid } from '../../foundation/index.ts';
import type { RelationshipSide } from '../types/relationship-index.ts';
import { isSameJson } from './compare-json.ts';
import type { Link, LinkProbe } from './link-store.ts';
import type { LinkedEnd, ResolvedLinks, SaveTarget } from './save-scope.ts';

/** How the links must change. A link whose own attributes change is removed and added, under the same guid. */
export interface LinkPlan {
  readonly added: readonly Link[];
  readonly removed: readonly Link[];
}

interface Ends {
  readonly end1: string;
  readonly end2: string;
}

function endsOf(side: RelationshipSide, self: string, other: string): Ends {
  if (side.symmetric) return self < other ? { end1: self, end2: other } : { end1: other, end2: self };
  return side.self === 'end1' ? { end1: self, end2: other } : { end1: other, end2: self };
}

function otherEnd(side: RelationshipSide): 'end1' | 'end2' {
  return side.self === 'end1' ? 'end2' : 'end1';
}

function probesAt(side: RelationshipSide, end: 'end1' | 'end2', guid: string): LinkProbe[] {
  const typeName = side.def.name;
  if (!side.symmetric) return [{ typeName, end, guid }];
  return [
    { typeName, end: 'end1', guid },
    { typeName, end: 'end2', guid },
  ];
}

/**
 * Which stored links must be known before the plan can be made: those of every target whose links are spoken of, and
 * those of an other end that may hold only one. A new asset has none. `singles` are the other ends among them.
 */
export function linkProbes(
  targets: readonly SaveTarget[],
  isNew: (guid: string) => boolean,
): { probes: LinkProbe[]; singles: Set<string> } {
  const probes = new Map<string, LinkProbe>();
  const singles = new Set<string>();
  const add = (side: RelationshipSide, end: 'end1' | 'end2', guid: string) => {
    for (const probe of probesAt(side, end, guid)) probes.set(`${probe.typeName} ${probe.end} ${probe.guid}`, probe);
  };
  for (const target of targets) {
    if (target.existing !== null) {
      target.links.flatMap(({ sides }) => sides).forEach((side) => add(side, side.self, target.guid));
    }
    for (const { guid, side } of target.links.flatMap(({ ends }) => ends)) {
      if (side.otherCardinality !== 'SINGLE' || isNew(guid)) continue;
      singles.add(guid);
      add(side, otherEnd(side), guid);
    }
  }
  return { probes: [...probes.values()], singles };
}

/** The links a save speaks of, as they would be after it. */
class LinkSet {
  private readonly links = new Map<string, Link>();
  /** Definition and end → guid there → keys of links, of dropped ones too. */
  private readonly byEnd = new Map<string, Map<string, string[]>>();
  private readonly before = new Map<string, Link>();

  constructor(stored: readonly Link[]) {
    for (const link of stored) {
      const key = this.keyOf(link.typeName, link);
      this.put(key, link);
      this.before.set(key, link);
    }
  }

  private keyOf(typeName: string, { end1, end2 }: Ends): string {
    return `${typeName} ${end1} ${end2}`;
  }

  private put(key: string, link: Link): void {
    this.links.set(key, link);
    this.index(`${link.typeName} end1`, link.end1, key);
    this.index(`${link.typeName} end2`, link.end2, key);
  }

  private index(end: string, guid: string, key: string): void {
    const guids = this.byEnd.get(end) ?? new Map<string, string[]>();
    this.byEnd.set(end, guids);
    const keys = guids.get(guid);
    if (keys === undefined) guids.set(guid, [key]);
    else keys.push(key);
  }

  private keysAt(side: RelationshipSide, end: 'end1' | 'end2', guid: string): string[] {
    const ends = side.symmetric ? (['end1', 'end2'] as const) : [end];
    const keys = ends.flatMap((it) => this.byEnd.get(`${side.def.name} ${it}`)?.get(guid) ?? []);
    return keys.filter((key) => this.links.has(key));
  }

  add(self: string, { guid: other, side, linkAttributes }: LinkedEnd): void {
    const ends = endsOf(side, self, other);
    const key = this.keyOf(side.def.name, ends);
    const known = this.links.get(key);
    if (known === undefined) {
      if (side.cardinality === 'SINGLE') this.keysAt(side, side.self, self).forEach((it) => this.links.delete(it));
      if (side.otherCardinality === 'SINGLE')
        this.keysAt(side, otherEnd(side), other).forEach((it) => this.links.delete(it));
      this.put(key, { guid: newGuid(), typeName: side.def.name, ...ends, attributes: linkAttributes ?? {} });
    } else if (linkAttributes !== null) {
      this.links.set(key, { ...known, attributes: linkAttributes });
    }
  }

  remove(self: string, { guid: other, side }: LinkedEnd): void {
    this.links.delete(this.keyOf(side.def.name, endsOf(side, self, other)));
  }

  replace(self: string, { sides, ends }: ResolvedLinks): void {
    const current = sides.flatMap((side) => this.keysAt(side, side.self, self));
    if (current.length > 0) {
      const wanted = new Set(ends.map((end) => this.keyOf(end.side.def.name, endsOf(end.side, self, end.guid))));
      for (const key of current) if (!wanted.has(key)) this.links.delete(key);
    }
    for (const end of ends) this.add(self, end);
  }

  private isKept(key: string, link: Link | undefined): boolean {
    const stored = this.before.get(key);
    return stored !== undefined && link !== undefined && isSameJson(stored.attributes, link.attributes);
  }

  plan(): LinkPlan {
    const added: Link[] = [];
    for (const [key, link] of this.links) if (!this.isKept(key, link)) added.push(link);
    const removed: Link[] = [];
    for (const [key, link] of this.before) if (!this.isKept(key, this.links.get(key))) removed.push(link);
    return { added, removed };
  }
}

/**
 * In which order requests are carried out, so that the order of entities does not matter: whole sets first, then single
 * ends (a column that names its table wins over a table that lists its columns), then what is added and removed.
 */
function phaseOf({ mode, sides }: ResolvedLinks): number {
  if (mode === 'replace') return sides.some(({ cardinality }) => cardinality === 'SET') ? 0 : 1;
  return mode === 'append' ? 2 : 3;
}

/** What must be added and removed so that the links are as the requests want them, given those stored now. */
export function planLinks(targets: readonly SaveTarget[], stored: readonly Link[]): LinkPlan {
  const links = new LinkSet(stored);
  const requests = targets.flatMap((target) => target.links.map((request) => ({ self: target.guid, request })));
  for (const phase of [0, 1, 2, 3]) {
    for (const { self, request } of requests) {
      if (phaseOf(request) !== phase) continue;
      if (request.mode === 'replace') links.replace(self, request);
      else if (request.mode === 'append') request.ends.forEach((end) => links.add(self, end));
      else request.ends.forEach((end) => links.remove(self, end));
    }
  }
  return links.plan();
}
