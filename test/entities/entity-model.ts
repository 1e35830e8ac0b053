import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deleteEntities, saveEntities, type CatalogDeps, type MutationResult } from '../../src/catalog/index.ts';
import { fixedClock, isCatalogError, type ErrorCode } from '../../src/foundation/index.ts';
import { createTestWorld, type EntityWorld } from './entity-world.ts';
import { expectedView, sorted } from './expected-view.ts';
import { faults, type Fault } from './faults.ts';
import { Model, type Failure, type Outcome } from './model.ts';
import type { Step } from './requests.ts';
import { seenView } from './seen-view.ts';
import { slotNames, slots, type SlotName } from './slots.ts';
import { sequences } from './steps.ts';
import { Wire } from './wire.ts';

/** What the product answered, by slots. */
export type Answer =
  | { readonly failure: string }
  | {
      readonly lists: Readonly<Record<string, readonly string[]>>;
      readonly placeholders: Readonly<Record<string, string>>;
    };

/** The product and the model say different things. */
export class Disagreement extends Error {
  constructor(where: string, sides: { readonly expected: unknown; readonly seen: unknown }) {
    super(`${where}\nexpected ${JSON.stringify(sides.expected, null, 1)}\nseen ${JSON.stringify(sides.seen, null, 1)}`);
  }
}

const failures: Partial<Record<ErrorCode, Failure>> = {
  permission_denied: 'denied',
  asset_not_found: 'not found',
  asset_unique_attribute_not_found: 'not found',
  glossary_exists: 'conflict',
  term_exists: 'conflict',
  category_exists: 'conflict',
  state_conflict: 'conflict',
  field_invalid: 'invalid',
};

/** Learns the guids of what was made, which placeholders tell; of what the client names, the name does. And what is gone. */
function learn(wire: Wire, { mutatedEntities, guidAssignments }: MutationResult, step: Step): void {
  const placeholders = new Map(
    step.kind === 'save' ? step.entities.map(({ placeholder, slot }) => [placeholder, slot]) : [],
  );
  const assigned = Object.entries(guidAssignments ?? {}).map(([sent, guid]) => [guid, placeholders.get(sent)] as const);
  const slotByGuid = new Map(assigned);
  for (const { guid, typeName, attributes } of mutatedEntities?.CREATE ?? []) {
    const qualifiedName = String(attributes['qualifiedName']);
    const named = slotNames.find(
      (slot) => slots[slot].qualifiedName === qualifiedName && slots[slot].typeName === typeName,
    );
    const slot = slotByGuid.get(guid) ?? named;
    if (slot !== undefined) wire.learn(slot, { guid, qualifiedName });
  }
  for (const { guid, deleteHandler } of mutatedEntities?.DELETE ?? []) if (deleteHandler !== 'SOFT') wire.forget(guid);
}

function answerOf(wire: Wire, { mutatedEntities, guidAssignments }: MutationResult): Answer {
  const lists = Object.entries(mutatedEntities ?? {}).map(([name, headers]) => {
    const shown = headers.map(({ guid, status, deleteHandler }) =>
      name === 'DELETE' ? `${wire.slotOf(guid)} ${status} ${deleteHandler ?? ''}` : wire.slotOf(guid),
    );
    return [name, shown] as const;
  });
  const placeholders = Object.entries(guidAssignments ?? {}).map(([sent, guid]) => [sent, wire.slotOf(guid)] as const);
  return {
    lists: mutatedEntities === undefined ? {} : { ...Object.fromEntries(lists), given: [] },
    placeholders: Object.fromEntries(placeholders),
  };
}

async function ask(world: EntityWorld, deps: CatalogDeps, { wire, step }: { wire: Wire; step: Step }): Promise<Answer> {
  const principal = world.actors[step.actor];
  try {
    const result =
      step.kind === 'save'
        ? await saveEntities(deps, principal, wire.requestOf(step))
        : await deleteEntities(deps, principal, {
            guids: step.slots.map((slot) => wire.guidOf(slot)),
            deleteType: step.deleteType,
          });
    learn(wire, result, step);
    return answerOf(wire, result);
  } catch (error) {
    if (!isCatalogError(error)) throw error;
    return { failure: failures[error.code] ?? `${error.code}: ${error.message}` };
  }
}

/** What the contract makes of an outcome: absent lists where there is nothing to tell. */
function toldOf(outcome: Exclude<Outcome, { failures: readonly Failure[] }>): Answer {
  const { created, updated, deleted, placeholders } = outcome;
  const lists = {
    ...(created.length === 0 ? {} : { CREATE: created }),
    ...(updated.length === 0 ? {} : { UPDATE: updated }),
    ...(deleted.length === 0 ? {} : { DELETE: deleted.map(({ slot, handler }) => `${slot} DELETED ${handler}`) }),
  };
  return { lists: Object.keys(lists).length === 0 ? {} : { ...lists, given: [] }, placeholders };
}

/** Named assets first and in order; of the rest, and of what goes with something else, no order is promised. */
function ordered(answer: Answer, named: number): unknown {
  if ('failure' in answer) return answer;
  const { CREATE = [], UPDATE = [], DELETE = [], ...given } = answer.lists;
  return {
    ...{ CREATE, first: UPDATE.slice(0, named), UPDATE: sorted(UPDATE), DELETE: sorted(DELETE), given },
    placeholders: answer.placeholders,
    lists: Object.keys(answer.lists).sort(),
  };
}

function compareAnswer(at: string, step: Step, { outcome, answer }: { outcome: Outcome; answer: Answer }): void {
  if ('failures' in outcome) {
    const isOne = 'failure' in answer && outcome.failures.some((it) => it === answer.failure);
    if (!isOne) throw new Disagreement(at, { expected: outcome, seen: answer });
    return;
  }
  const asked: readonly SlotName[] = step.kind === 'save' ? step.entities.map(({ slot }) => slot) : step.slots;
  const named = outcome.updated.filter((slot) => asked.includes(slot)).length;
  const [expected, seen] = [ordered(toldOf(outcome), named), ordered(answer, named)];
  if (!isDeepStrictEqual(plain(expected), plain(seen))) throw new Disagreement(at, { expected, seen });
}

function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

/** How many requests went, and how many of them were refused. */
interface Tally {
  steps: number;
  refused: number;
}

/** Plays a sequence on an empty catalog and on the model, and compares after each step and at the end. */
async function play(
  world: EntityWorld,
  steps: readonly Step[],
  { fault, tally }: { fault?: Fault; tally: Tally },
): Promise<void> {
  await world.afresh(async (db) => {
    const clock = fixedClock();
    const deps: CatalogDeps = { ...world.deps, db, clock };
    const [wire, model] = [new Wire(world.definitions), new Model()];
    for (const [index, step] of steps.entries()) {
      clock.advance(1_000);
      const outcome = model.take(fault?.told?.(step) ?? step, clock.now().getTime());
      const real = await ask(world, deps, { wire, step });
      const answer = fault?.answered?.(real, step) ?? real;
      compareAnswer(`step ${String(index)} ${JSON.stringify(step)}`, step, { outcome, answer });
      tally.steps += 1;
      if ('failure' in answer) tally.refused += 1;
    }
    for (const actor of ['both', 'one'] as const) {
      const expected = expectedView(model, actor);
      const there = slotNames.filter((slot) => expected.assets[slot] !== null);
      const seen = await seenView({ deps, principal: world.actors[actor], wire }, there).catch((error: unknown) => {
        throw new Disagreement(`what \`${actor}\` sees: ${String(error)}`, { expected: there, seen: null });
      });
      for (const slot of slotNames) {
        const sides = { expected: plain(expected.assets[slot]), seen: plain(seen.assets[slot]) };
        if (!isDeepStrictEqual(sides.expected, sides.seen))
          throw new Disagreement(`\`${slot}\` as \`${actor}\` sees it`, sides);
      }
      const sides = { expected: plain(expected.search), seen: plain(seen.search) };
      if (!isDeepStrictEqual(sides.expected, sides.seen)) throw new Disagreement(`what \`${actor}\` finds`, sides);
    }
  });
}

function useWorld(): () => EntityWorld {
  let world: EntityWorld;
  beforeAll(async () => {
    world = await createTestWorld();
  });
  afterAll(() => world.close());
  return () => world;
}

/** Whatever is saved, tagged, linked, deleted and brought back, by whom and in which order: as the contract says. */
export function describeEntityModel({ runs, stepsMax, seed }: { runs: number; stepsMax: number; seed?: number }): void {
  describe('the operations on entities', () => {
    const current = useWorld();
    const size = `${String(runs)} sequences of at most ${String(stepsMax)} requests by two actors`;

    it(`do in ${size} what a small model of the contract does`, { timeout: 36_000_000 }, async () => {
      const tally: Tally = { steps: 0, refused: 0 };
      await fc.assert(
        fc.asyncProperty(sequences(stepsMax), (steps) => play(current(), steps, { tally })),
        { numRuns: runs, ...(seed === undefined ? {} : { seed }) },
      );
      // Sequences whose requests are all refused, or never, show little.
      expect(tally.refused).toBeGreaterThan(tally.steps / 20);
      expect(tally.refused).toBeLessThan((tally.steps * 2) / 3);
    });
  });
}

/** The negative control: with each fault the same sequences and the same comparison find a disagreement. */
export function describeEntityFaults({ runs, stepsMax }: { runs: number; stepsMax: number }): void {
  describe('the model of entity operations finds', () => {
    const current = useWorld();

    it.each(faults)('that $name', { timeout: 600_000 }, async (fault) => {
      const tally: Tally = { steps: 0, refused: 0 };
      const found = await fc.check(
        fc.asyncProperty(sequences(stepsMax), (steps) => play(current(), steps, { fault, tally })),
        { numRuns: runs, seed: 7, endOnFailure: true },
      );
      expect(found.errorInstance).toBeInstanceOf(Disagreement);
    });
  });
}
