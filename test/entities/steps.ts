import fc from 'fast-check';
import type { DeleteStep, EntityEdit, LinkEdit, Reference, SaveStep, Step, TagUse } from './requests.ts';
import { anchorOf, fitting, sidesOf, slotNames, slots, type SlotName } from './slots.ts';

// Some more often than others, so that requests meet.
const slot = fc.constantFrom(
  ...slotNames,
  ...(['table1', 'table1', 'table1', 'column1', 'schemaA', 'term', 'process'] as const),
);
const actor = fc.constantFrom(...(['both', 'both', 'both', 'one'] as const));

const tagUse: fc.Arbitrary<TagUse> = fc
  .record({
    tag: fc.nat(1),
    propagate: fc.constantFrom(true, true, false),
    removePropagationsOnEntityDelete: fc.boolean(),
    restrictPropagationThroughLineage: fc.constantFrom(false, false, true),
    restrictPropagationThroughHierarchy: fc.constantFrom(false, false, true),
  })
  .map((made) => ({
    ...made,
    restrictPropagationThroughHierarchy:
      made.restrictPropagationThroughHierarchy && !made.restrictPropagationThroughLineage,
  }));
const tagUses = fc.uniqueArray(tagUse, { selector: ({ tag }) => tag, maxLength: 2 });

const by = fc.constantFrom('guid' as const, 'name' as const, 'placeholder' as const);

/** A link edit before it is known whose: numbers choose among what fits. */
const looseLink = fc.record({
  side: fc.nat(5),
  mode: fc.constantFrom('replace', 'replace', 'append', 'append', 'append', 'remove', 'clear', 'silence'),
  member: fc.constantFrom('attributes' as const, 'relationshipAttributes' as const),
  others: fc.array(fc.record({ choice: fc.nat(11), by }), { maxLength: 3 }),
});

const values = fc.record(
  {
    description: fc.constantFrom('a', 'b', null),
    ownerUsers: fc.constantFrom(['x'], ['x', 'y'], [], null),
    certificateStatus: fc.constantFrom('DRAFT', 'VERIFIED', null),
  },
  { requiredKeys: [] },
);

const metadata = fc.oneof(
  { weight: 1, arbitrary: fc.constantFrom(undefined, null) },
  {
    weight: 1,
    arbitrary: fc.record(
      { count: fc.constantFrom(1, 2, null), note: fc.constantFrom('p', 'q', null) },
      { requiredKeys: [] },
    ),
  },
);

/** An entity before it is known beside which others it stands. */
const looseEntity = fc.record({
  slot,
  address: fc.constantFrom('name' as const, 'name' as const, 'guid' as const),
  hasPlaceholder: fc.boolean(),
  isTwice: fc.constantFrom(false, false, false, false, true),
  values: fc.oneof({ weight: 1, arbitrary: fc.constant({}) }, { weight: 2, arbitrary: values }),
  restores: fc.boolean(),
  listed: fc.option(tagUses, { freq: 3 }),
  upserted: fc.oneof(fc.constant([]), tagUses),
  removed: fc.oneof(
    { weight: 3, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.constantFrom([0], [1], [0, 1]) },
  ),
  metadata,
  links: fc.array(looseLink, { maxLength: 2 }),
});
type LooseEntity = typeof looseEntity extends fc.Arbitrary<infer T> ? T : never;
type LooseLink = LooseEntity['links'][number];

function linkOf(slotName: SlotName, loose: LooseLink, inRequest: ReadonlySet<SlotName>): LinkEdit | null {
  const sides = sidesOf(slots[slotName].typeName).filter(({ relation }) => !relation.isComposition);
  const side = sides[loose.side % Math.max(sides.length, 1)];
  if (side === undefined) return null;
  const choices = fitting(side).filter((name) => name !== slotName);
  const chosen = loose.others.flatMap(({ choice, by: how }): Reference[] => {
    const name = choices[choice % Math.max(choices.length, 1)];
    return name === undefined ? [] : [{ slot: name, by: how === 'placeholder' && !inRequest.has(name) ? 'guid' : how }];
  });
  const distinct = chosen.filter((it, index) => chosen.findIndex((other) => other.slot === it.slot) === index);
  const isSingle = side.self === 'end2' && side.relation.isSingle;
  const others = isSingle ? distinct.slice(0, 1) : distinct;
  // A list of nothing and a null clear; of a single end only the null does.
  const mode = loose.mode === 'replace' && isSingle && others.length === 0 ? 'clear' : (loose.mode as LinkEdit['mode']);
  const isNull = mode === 'clear' || mode === 'silence';
  return { ...side, mode, member: loose.member, others: isNull ? [] : others };
}

/**
 * Leaves out what the contract gives no meaning to: two entities of one request that speak of the same links from both ends, or that
 * both list what can lie in one of them only.
 */
function withoutContradictions(entities: readonly EntityEdit[]): EntityEdit[] {
  const spoken = new Map<string, string>();
  return entities.map((edit) => {
    const links = edit.links.filter(({ relation, self }) => {
      const known = spoken.get(relation.name);
      const isOnce = relation.isSingle && self === 'end1';
      if (known === undefined) spoken.set(relation.name, isOnce ? 'once' : self);
      return known === undefined || (known === self && !isOnce);
    });
    const distinct = links.filter((it, index) => links.findIndex((other) => other.relation === it.relation) === index);
    return { ...edit, links: distinct };
  });
}

function entitiesOf(loose: readonly LooseEntity[]): EntityEdit[] {
  const withPlaceholder = loose.filter(
    (it) => it.address === 'name' && (it.hasPlaceholder || slots[it.slot].qualifiedName === null),
  );
  const inRequest = new Set(withPlaceholder.map((it) => it.slot));
  const entities = loose.map(({ hasPlaceholder: _, links, ...edit }, index): EntityEdit => {
    const placeholder = inRequest.has(edit.slot) ? `-${String(index + 1)}` : null;
    return { ...edit, placeholder, links: links.flatMap((it) => linkOf(edit.slot, it, inRequest) ?? []) };
  });
  return withoutContradictions(entities);
}

const save: fc.Arbitrary<SaveStep> = fc.record({
  kind: fc.constant('save' as const),
  actor,
  entities: fc.uniqueArray(looseEntity, { selector: (it) => it.slot, minLength: 1, maxLength: 3 }).map(entitiesOf),
  tagFlag: fc.constantFrom(
    null,
    null,
    'appendTags' as const,
    'appendTags' as const,
    'replaceTags' as const,
    'replaceClassifications' as const,
  ),
  metadataFlag: fc.constantFrom(null, ...(['merge', 'merge', 'merge', 'overwrite', 'overwriteAlone'] as const)),
});

const remove: fc.Arbitrary<DeleteStep> = fc.record({
  kind: fc.constant('delete' as const),
  actor,
  slots: fc.uniqueArray(slot, { minLength: 1, maxLength: 3 }),
  deleteType: fc.constantFrom('SOFT' as const, 'SOFT' as const, 'HARD' as const, 'PURGE' as const),
});

/** Brings back whatever of these there is, and makes what there is not. */
const restore: fc.Arbitrary<SaveStep> = fc
  .record({ actor, selves: fc.uniqueArray(slot, { minLength: 1, maxLength: 4 }) })
  .map(({ actor: who, selves }) => plainSave(who, selves));

const plain: Omit<EntityEdit, 'slot' | 'placeholder'> = {
  ...{ address: 'name', isTwice: false, values: {}, restores: true, listed: null, upserted: [], removed: [] },
  ...{ metadata: null, links: [] },
};

function plainSave(who: SaveStep['actor'], selves: readonly SlotName[]): SaveStep {
  const entities = selves.map((self, index): EntityEdit => ({
    ...plain,
    slot: self,
    placeholder: `-${String(index + 1)}`,
  }));
  return { kind: 'save', actor: who, entities, tagFlag: null, metadataFlag: null };
}

/** Makes all but what clashes, with tables in their schemas and columns in their tables, and something said of each. */
const opening: Step = (() => {
  const made = slotNames.filter((name) => !name.startsWith('same'));
  const step = plainSave('both', made);
  const parents: readonly (readonly [SlotName, SlotName])[] = [
    ['table1', 'schemaA'],
    ['table2', 'schemaA'],
    ['tableB', 'schemaB'],
    ['column1', 'table1'],
    ['column2', 'table2'],
    ['columnB', 'tableB'],
  ];
  const entities = step.entities.map((one) => {
    const edit: EntityEdit = { ...one, values: { description: 'a', ownerUsers: ['x'] }, metadata: { count: 1 } };
    const parent = parents.find(([child]) => child === edit.slot)?.[1];
    const side = sidesOf(slots[edit.slot].typeName).find(({ self, relation }) => self === 'end2' && relation.isSingle);
    if (parent === undefined || side === undefined || side.relation === anchorOf(slots[edit.slot].typeName))
      return edit;
    const link: LinkEdit = {
      ...side,
      mode: 'replace',
      member: 'attributes',
      others: [{ slot: parent, by: 'placeholder' }],
    };
    return { ...edit, links: [link] };
  });
  return { ...step, entities };
})();

/** Sequences of requests; most of them find a catalog with something in it. */
export function sequences(stepsMax: number): fc.Arbitrary<readonly Step[]> {
  const step: fc.Arbitrary<Step> = fc.oneof(
    { weight: 8, arbitrary: save },
    { weight: 3, arbitrary: remove },
    { weight: 2, arbitrary: restore },
  );
  return fc
    .record({
      isOpened: fc.constantFrom(true, true, true, true, false),
      steps: fc.array(step, { minLength: 1, maxLength: stepsMax }),
    })
    .map(({ isOpened, steps }) => (isOpened ? [opening, ...steps] : steps));
}
