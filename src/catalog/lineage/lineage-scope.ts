import { assetCondition } from '../../access/index.ts';
import type { Db, Tx } from '../../postgres/index.ts';
import { compileWhere, createParameters, type Ast, type ParameterSink } from '../../search/index.ts';
import type { Authority } from '../entities/authority.ts';
import { assetFields, createAttributeFields } from '../search/asset-fields.ts';
import { compileCondition } from '../search/compile-condition.ts';
import { conditionToAst } from '../search/condition-to-ast.ts';
import type { TypeRegistry } from '../types/type-registry.ts';
import { assetCriteriaFields, linkCriteriaFields } from './lineage-fields.ts';

/** INPUT: what an asset is made from. OUTPUT: what is made from it. */
export type Direction = 'INPUT' | 'OUTPUT';

/** What every step of one look at lineage works with. All of it is of one snapshot. */
export interface LineageScope {
  readonly db: Db | Tx;
  readonly types: TypeRegistry;
  readonly authority: Authority;
  readonly now: Date;
}

/** What a walk goes through, beside what the actor may read: over the fields of criteria. */
export interface WalkFilters {
  /** Assets and processes. */
  readonly nodes: Ast;
  readonly links: Ast;
}

/** Conditions as SQL, made for one statement: `asset` is the row that is reached, `link` the link by which. */
export interface CompiledConditions {
  readonly params: ParameterSink;
  /** SECURITY: the actor’s own condition. A walk that left it out would show what lies beyond. */
  readable(): string;
  node(ast: Ast): string;
  link(ast: Ast): string;
}

export function compileConditions({ types, authority, now }: LineageScope): CompiledConditions {
  const params = createParameters();
  const condition = conditionToAst(assetCondition(authority.facts, 'asset.read'), types);
  const indexed = assetFields({ attributeFields: createAttributeFields(types), readable: condition, now });
  return {
    params,
    readable: () => compileCondition(condition, 'asset', { params, now }),
    node: (ast) => compileWhere(ast, { fields: assetCriteriaFields(indexed), params, now }),
    link: (ast) => compileWhere(ast, { fields: linkCriteriaFields, params, now }),
  };
}
