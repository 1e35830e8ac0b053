import { compileWhere, type Ast, type CompileContext } from '../../search/index.ts';
import { conditionFields, hostFields } from './condition-to-ast.ts';

/** Where the values of a condition go; no field of it comes from a query. */
export type ConditionContext = Omit<CompileContext, 'fields'>;

/**
 * What `conditionToAst` gives as an SQL condition on the asset row called `alias`.
 * SECURITY: the one way to make SQL of a right. What hangs on another asset is judged as that other one, as `factsOf` has it; the fields
 * of the row alone would let a readme past a denial of its asset. Both halves begin with a test of one indexed column, so that the planner
 * still has an index for each. A host is found by its guid and nothing else: `CASE` keeps its other
 * indexes, and `OFFSET` a list of all assets that might be one, out of the plan.
 */
export function compileCondition(ast: Ast, alias: string, context: ConditionContext): string {
  const own = compileWhere(ast, { ...context, fields: conditionFields(alias) });
  if (own === 'TRUE' || own === 'FALSE') return own;
  const ofHost = compileWhere(ast, { ...context, fields: hostFields(alias) });
  return `((${alias}.host_guid IS NULL AND (${own})) OR (${alias}.host_guid IS NOT NULL AND EXISTS (
    SELECT FROM asset AS host WHERE host.guid = ${alias}.host_guid AND CASE WHEN ${ofHost} THEN TRUE ELSE FALSE END OFFSET 0)))`;
}
