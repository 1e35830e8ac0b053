import type { AnalyzerName, FieldKind } from '../../search/index.ts';

/** A field whose values are found at the other end of links. */
export interface LinkedField {
  readonly kind: FieldKind;
  /** Of kind `text` only. */
  readonly analyzer?: AnalyzerName;
  /** The name of the relationship definition. */
  readonly relationship: string;
  /** Which end the asset itself is. */
  readonly self: 'end1' | 'end2';
  /** The column of the linked asset that is the value. */
  readonly value: 'name' | 'qualified_name';
}

const terms = { relationship: 'AtlasGlossarySemanticAssignment', self: 'end2' } as const;

/** Fields by links (Atlan wire, field names): the terms of an asset, the categories of a term, the parent of a category. */
export const linkedFields: ReadonlyMap<string, LinkedField> = new Map<string, LinkedField>([
  ['__meanings', { ...terms, kind: 'keyword', value: 'qualified_name' }],
  ['__meaningsText', { ...terms, kind: 'text', analyzer: 'atlan_text_comma_analyzer', value: 'qualified_name' }],
  ['__meaningNames', { ...terms, kind: 'lowercase', value: 'name' }],
  ['__meaningNames.text', { ...terms, kind: 'text', analyzer: 'atlan_text_analyzer', value: 'name' }],
  [
    '__categories',
    { kind: 'keyword', relationship: 'AtlasGlossaryTermCategorization', self: 'end2', value: 'qualified_name' },
  ],
  [
    '__parentCategory',
    { kind: 'keyword', relationship: 'AtlasGlossaryCategoryHierarchyLink', self: 'end2', value: 'qualified_name' },
  ],
]);

/** The readable, active assets at the other end of these links. */
function linkedFrom({ relationship, self }: LinkedField, readable: string): string {
  const other = self === 'end1' ? 'end2' : 'end1';
  return `relationship AS link JOIN asset AS other ON other.guid = link.${other}_guid
    WHERE link.type_name = '${relationship}' AND other.state = 'ACTIVE' AND ${readable}`;
}

/**
 * The values of a linked field as one jsonb list.
 * SECURITY: `readable` holds for the linked assets that the actor may read; without it a filter, a sort key or a bucket
 * would tell of the others.
 */
export function linkedValues(field: LinkedField, readable: string): string {
  return `(SELECT jsonb_agg(other.${field.value}) FROM ${linkedFrom(field, readable)} AND link.${field.self}_guid = asset.guid)`;
}

/** The same from the other end: the assets that are linked to one whose value is as wanted, without looking at each asset. */
export function linkedTo(field: LinkedField, readable: string): (predicate: (value: string) => string) => string {
  return (predicate) =>
    `asset.guid IN (SELECT link.${field.self}_guid FROM ${linkedFrom(field, readable)} AND ${predicate(`other.${field.value}`)})`;
}
