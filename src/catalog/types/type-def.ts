import type { AnalyzerName } from '../../search/index.ts';

/** How a search field holds an attribute. Texts by the name of their analyzer. */
export type IndexKind = 'keyword' | 'lowercase' | 'numeric' | 'boolean' | 'rank' | AnalyzerName;

/** What an attribute holds: `string`, `int`, `float`, `boolean`, `date` (epoch milliseconds), `any`, or an enum or struct by name. */
export interface AttributeDef {
  readonly name: string;
  readonly type: string;
  readonly shape: 'single' | 'list' | 'set' | 'map';
  readonly kind: 'primitive' | 'enum' | 'struct';
  /** The search fields it is indexed under, by field name. */
  readonly index: Readonly<Record<string, IndexKind>>;
}

export interface TypeDef {
  readonly name: string;
  /** The types right above. */
  readonly superTypes: readonly string[];
  /** Every type above, nearest first, up to `Referenceable`. */
  readonly ancestors: readonly string[];
  /** Own attributes only. */
  readonly ownAttributes: readonly AttributeDef[];
}
