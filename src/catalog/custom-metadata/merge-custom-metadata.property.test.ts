import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject, JsonValue } from '../../foundation/index.ts';
import { isSameJson } from '../entities/compare-json.ts';
import { mergeCustomMetadata, type CustomMetadataMode, type TypedCustomMetadata } from './merge-custom-metadata.ts';

type Sets = Readonly<Record<string, Readonly<Record<string, JsonValue>>>>;

const names = ['a', 'b', 'c'] as const;
const value: fc.Arbitrary<JsonValue> = fc.oneof(
  fc.integer({ min: 0, max: 3 }),
  fc.constantFrom('x', 'y'),
  fc.boolean(),
);
const sets = (values: fc.Arbitrary<JsonValue>, minKeys: number): fc.Arbitrary<Sets> =>
  fc.dictionary(
    fc.constantFrom(...names),
    fc.dictionary(fc.constantFrom(...names), values, { minKeys, noNullPrototype: true }),
    {
      noNullPrototype: true,
    },
  );
const stored = sets(value, 1);
const sent = sets(fc.oneof(value, fc.constant(null)), 0);
const mode: fc.Arbitrary<CustomMetadataMode> = fc.constantFrom('ignore', 'merge', 'overwrite');

function typed(request: Sets): TypedCustomMetadata {
  return new Map(
    Object.entries(request).map(([set, values]) => [
      set,
      new Map(Object.entries(values).map(([name, it]) => [name, { value: it, isSet: false }])),
    ]),
  );
}

/** What the contract says, value by value: nine places, each with one value or none. */
function expected(before: Sets, request: Sets, how: CustomMetadataMode): JsonObject {
  const after: Record<string, Record<string, JsonValue>> = {};
  for (const set of names) {
    for (const attribute of names) {
      const old = before[set]?.[attribute];
      const asked = request[set]?.[attribute];
      const isCleared = request[set] !== undefined && Object.keys(request[set]).length === 0;
      const kept = how === 'ignore' || (how === 'merge' && !isCleared && asked === undefined) ? old : undefined;
      const it = how === 'ignore' || asked === undefined || asked === null ? kept : asked;
      if (it !== undefined) after[set] = { ...after[set], [attribute]: it };
    }
  }
  return after;
}

describe('custom metadata after a save', () => {
  it('is what the flags say of what was there and what is sent, value by value', () => {
    fc.assert(
      fc.property(stored, sent, mode, (before, request, how) => {
        const after = mergeCustomMetadata(before, typed(request), how);
        expect(isSameJson(after, expected(before, request, how))).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  it('is the very same object exactly when nothing changes', () => {
    fc.assert(
      fc.property(stored, sent, mode, (before, request, how) => {
        const after = mergeCustomMetadata(before, typed(request), how);
        expect(after === before).toBe(isSameJson(before, expected(before, request, how)));
      }),
      { numRuns: 2_000 },
    );
  });

  it('holds no null and no empty set, and saving it once more changes nothing', () => {
    fc.assert(
      fc.property(stored, sent, fc.constantFrom('merge', 'overwrite'), (before, request, how) => {
        const after = mergeCustomMetadata(before, typed(request), how);
        for (const values of Object.values(after) as JsonObject[]) {
          expect(Object.keys(values).length).toBeGreaterThan(0);
          expect(Object.values(values)).not.toContain(null);
        }
        expect(mergeCustomMetadata(after, typed(request), how)).toBe(after);
      }),
      { numRuns: 1_000 },
    );
  });

  it('of a new asset is what is sent, without what is null', () => {
    fc.assert(
      fc.property(sent, (request) => {
        const after = mergeCustomMetadata({}, typed(request), 'overwrite');
        expect(isSameJson(after, expected({}, request, 'overwrite'))).toBe(true);
      }),
    );
  });

  it('without a request stays, unless all of it is replaced', () => {
    const before = { a: { b: 1 } };
    expect(mergeCustomMetadata(before, null, 'merge')).toBe(before);
    expect(mergeCustomMetadata(before, null, 'overwrite')).toEqual({});
  });

  it('takes a set of values in another order for the same, and a list for another', () => {
    const before = { a: { b: ['x', 'y'] } };
    const again = (isSet: boolean): TypedCustomMetadata =>
      new Map([['a', new Map([['b', { value: ['y', 'x'], isSet }]])]]);
    expect(mergeCustomMetadata(before, again(true), 'merge')).toBe(before);
    expect(mergeCustomMetadata(before, again(false), 'merge')).toEqual({ a: { b: ['y', 'x'] } });
  });
});
