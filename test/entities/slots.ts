/** The assets that sequences are about: few, so that steps meet. A slot is a place for one asset, which comes and goes. */
export interface Slot {
  readonly typeName: string;
  readonly name: string;
  /** Under which of two connections; the glossary family lies under none. */
  readonly connection: 'a' | 'b' | null;
  /** For what the client names. */
  readonly qualifiedName: string | null;
  /** The glossary that a term or category is made in. */
  readonly glossary: SlotName | null;
}

/** Of the two connections. */
export const connections = { a: 'default/glue/1', b: 'default/glue/2' } as const;

function inConnection(connection: 'a' | 'b', typeName: string, path: string): Slot {
  const name = path.split('/').at(-1) ?? '';
  return { typeName, name, connection, qualifiedName: `${connections[connection]}/${path}`, glossary: null };
}

function inGlossary(glossary: SlotName | null, typeName: string, name: string): Slot {
  return { typeName, name, connection: null, qualifiedName: null, glossary };
}

export const slotNames = [
  ...(['schemaA', 'schemaB', 'table1', 'table2', 'tableB', 'column1', 'column2', 'columnB', 'process'] as const),
  ...(['glossary', 'otherGlossary', 'sameGlossary', 'term', 'sameTerm', 'otherTerm'] as const),
  ...(['category', 'sameCategory', 'innerCategory', 'otherCategory'] as const),
] as const;
export type SlotName = (typeof slotNames)[number];

/** Names clash on purpose: what is called `same…` cannot be active beside the other, unless they lie in different places. */
export const slots: Readonly<Record<SlotName, Slot>> = {
  schemaA: inConnection('a', 'Schema', 's'),
  schemaB: inConnection('b', 'Schema', 's'),
  table1: inConnection('a', 'Table', 's/t1'),
  table2: inConnection('a', 'Table', 's/t2'),
  tableB: inConnection('b', 'Table', 's/t'),
  column1: inConnection('a', 'Column', 's/t1/c'),
  column2: inConnection('a', 'Column', 's/t2/c'),
  columnB: inConnection('b', 'Column', 's/t/c'),
  process: inConnection('a', 'Process', 'p'),
  glossary: inGlossary(null, 'AtlasGlossary', 'sales'),
  otherGlossary: inGlossary(null, 'AtlasGlossary', 'people'),
  sameGlossary: inGlossary(null, 'AtlasGlossary', 'sales'),
  term: inGlossary('glossary', 'AtlasGlossaryTerm', 'order'),
  sameTerm: inGlossary('glossary', 'AtlasGlossaryTerm', 'order'),
  otherTerm: inGlossary('otherGlossary', 'AtlasGlossaryTerm', 'order'),
  category: inGlossary('glossary', 'AtlasGlossaryCategory', 'kinds'),
  sameCategory: inGlossary('glossary', 'AtlasGlossaryCategory', 'kinds'),
  innerCategory: inGlossary('glossary', 'AtlasGlossaryCategory', 'parts'),
  otherCategory: inGlossary('otherGlossary', 'AtlasGlossaryCategory', 'kinds'),
};

export type EndName = 'end1' | 'end2';

/** One kind of link (contract: relationship types). */
export interface Relation {
  readonly name: string;
  readonly end1: { readonly attribute: string; readonly types: readonly string[] };
  readonly end2: { readonly attribute: string; readonly types: readonly string[] };
  /** Whether end 2 can have only one such link. */
  readonly isSingle: boolean;
  /** What end 2 is composed into: it goes when end 1 goes. Drawn when end 2 is made, and never again. */
  readonly isComposition: boolean;
  /** The end that tags come from. */
  readonly tagsFrom: EndName | null;
  readonly isLineage: boolean;
}

type Drawn = Pick<Relation, 'name' | 'end1' | 'end2'> & Partial<Relation>;

function relation(given: Drawn): Relation {
  return { isSingle: false, isComposition: false, tagsFrom: null, isLineage: false, ...given };
}

function end(attribute: string, ...types: readonly string[]): Relation['end1'] {
  return { attribute, types };
}

const assignable = ['Schema', 'Table', 'Column'];
const [glossaryType, termType, categoryType] = ['AtlasGlossary', 'AtlasGlossaryTerm', 'AtlasGlossaryCategory'] as const;

export const relations: readonly Relation[] = [
  relation({
    name: 'schema_tables',
    end1: end('tables', 'Schema'),
    end2: end('atlanSchema', 'Table'),
    ...{ isSingle: true, tagsFrom: 'end1' },
  }),
  relation({
    name: 'table_columns',
    end1: end('columns', 'Table'),
    end2: end('table', 'Column'),
    ...{ isSingle: true, tagsFrom: 'end1' },
  }),
  relation({
    name: 'AtlasGlossarySemanticAssignment',
    end1: end('assignedEntities', termType),
    end2: end('meanings', ...assignable),
    tagsFrom: 'end1',
  }),
  relation({
    name: 'catalog_process_inputs',
    end1: end('inputs', 'Process'),
    end2: end('inputToProcesses', 'Table'),
    ...{ tagsFrom: 'end2', isLineage: true },
  }),
  relation({
    name: 'process_catalog_outputs',
    end1: end('outputs', 'Process'),
    end2: end('outputFromProcesses', 'Table'),
    ...{ tagsFrom: 'end1', isLineage: true },
  }),
  relation({
    name: 'AtlasGlossaryCategoryHierarchyLink',
    end1: end('childrenCategories', categoryType),
    end2: end('parentCategory', categoryType),
    isSingle: true,
  }),
  relation({
    name: 'AtlasGlossaryTermCategorization',
    end1: end('terms', categoryType),
    end2: end('categories', termType),
  }),
  relation({
    name: 'AtlasGlossaryTermAnchor',
    end1: end('terms', glossaryType),
    end2: end('anchor', termType),
    ...{ isSingle: true, isComposition: true },
  }),
  relation({
    name: 'AtlasGlossaryCategoryAnchor',
    end1: end('categories', glossaryType),
    end2: end('anchor', categoryType),
    ...{ isSingle: true, isComposition: true },
  }),
];

/** A link seen from one of its ends. */
export interface Side {
  readonly relation: Relation;
  readonly self: EndName;
}

export function otherEndOf(self: EndName): EndName {
  return self === 'end1' ? 'end2' : 'end1';
}

/** Every attribute under which an asset of this type has links. */
export function sidesOf(typeName: string): Side[] {
  return relations.flatMap((it) =>
    (['end1', 'end2'] as const)
      .filter((self) => it[self].types.includes(typeName))
      .map((self) => ({ relation: it, self })),
  );
}

/** The slots that may be at the other end. */
export function fitting({ relation: it, self }: Side): SlotName[] {
  return slotNames.filter((name) => it[otherEndOf(self)].types.includes(slots[name].typeName));
}

/** The link by which a term or category lies in its glossary. */
export function anchorOf(typeName: string): Relation | null {
  return relations.find(({ isComposition, end2 }) => isComposition && end2.types.includes(typeName)) ?? null;
}

/** A link between two slots. */
export interface ModelLink {
  /** Name of the relationship. */
  readonly relation: string;
  readonly end1: SlotName;
  readonly end2: SlotName;
}

export function keyOf({ relation: name, end1, end2 }: ModelLink): string {
  return `${name} ${end1} ${end2}`;
}

/** The link of a term or category to the glossary it is made in. */
export function anchorLink(slot: SlotName): ModelLink | null {
  const { glossary, typeName } = slots[slot];
  const anchor = anchorOf(typeName);
  return glossary === null || anchor === null ? null : { relation: anchor.name, end1: glossary, end2: slot };
}
