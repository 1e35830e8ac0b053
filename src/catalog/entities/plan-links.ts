import { newGuid, type JsonObject } from '../../foundation/index.ts';
import type { RelationshipSide } from '../types/relationship-index.ts';
import { isSameJson } from './compare-json.ts';
import type { Link, LinkProbe } from './link-store.ts';
import type { LinkedEnd, ResolvedLinks, SaveTarget } from './save-scope.ts';

/** How the links must change. An added link may also be a stored one whose own attributes change. */
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
  private readonly byEnd = new Map<string, Set<string>>();
  private readonly before = new Map<string, Link>();

  constructor(stored: readonly Link[]) {
    for (const link of stored) {
      this.put(link);
      this.before.set(this.keyOf(link.typeName, link), link);
    }
  }

  private keyOf(typeName: string, { end1, end2 }: Ends): string {
    return `${typeName} ${end1} ${end2}`;
  }

  private put(link: Link): void {
    const key = this.keyOf(link.typeName, link);
    this.links.set(key, link);
    for (const end of [`${link.typeName} end1 ${link.end1}`, `${link.typeName} end2 ${link.end2}`]) {
      const keys = this.byEnd.get(end);
      if (keys === undefined) this.byEnd.set(end, new Set([key]));
      else keys.add(key);
    }
  }

  private drop(key: string): void {
    const link = this.links.get(key);
    if (link === undefined) return;
    this.links.delete(key);
    this.byEnd.get(`${link.typeName} end1 ${link.end1}`)?.delete(key);
    this.byEnd.get(`${link.typeName} end2 ${link.end2}`)?.delete(key);
  }

  private keysAt(side: RelationshipSide, end: 'end1' | 'end2', guid: string): string[] {
    const ends = side.symmetric ? (['end1', 'end2'] as const) : [end];
    return ends.flatMap((it) => [...(this.byEnd.get(`${side.def.name} ${it} ${guid}`) ?? [])]);
  }

  add(self: string, { guid: other, side, linkAttributes }: LinkedEnd): void {
    const ends = endsOf(side, self, other);
    const key = this.keyOf(side.def.name, ends);
    const known = this.links.get(key);
    if (known === undefined) {
      if (side.cardinality === 'SINGLE') this.keysAt(side, side.self, self).forEach((it) => this.drop(it));
      if (side.otherCardinality === 'SINGLE') this.keysAt(side, otherEnd(side), other).forEach((it) => this.drop(it));
      this.put({ guid: newGuid(), typeName: side.def.name, ...ends, attributes: linkAttributes ?? {} });
    } else if (linkAttributes !== null) {
      this.put({ ...known, attributes: linkAttributes });
    }
  }

  remove(self: string, { guid: other, side }: LinkedEnd): void {
    this.drop(this.keyOf(side.def.name, endsOf(side, self, other)));
  }

  replace(self: string, { sides, ends }: ResolvedLinks): void {
    const wanted = new Set(ends.map((end) => this.keyOf(end.side.def.name, endsOf(end.side, self, end.guid))));
    for (const side of sides) {
      for (const key of this.keysAt(side, side.self, self)) if (!wanted.has(key)) this.drop(key);
    }
    for (const end of ends) this.add(self, end);
  }

  plan(): LinkPlan {
    const added = [...this.links].filter(([key, link]) => {
      const stored = this.before.get(key);
      return stored === undefined || !isSameJson(stored.attributes as JsonObject, link.attributes as JsonObject);
    });
    const removed = [...this.before].filter(([key]) => !this.links.has(key));
    return { added: added.map(([, link]) => link), removed: removed.map(([, link]) => link) };
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
