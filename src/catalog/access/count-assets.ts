import { parseJson } from '../../foundation/index.ts';
import { allOf as allConditions, type Condition } from '../../policy/index.ts';
import { CompiledQuery, type Tx } from '../../postgres/index.ts';
import { createParameters } from '../../search/index.ts';
import { compileCondition, type ConditionContext } from '../search/compile-condition.ts';
import { conditionToAst } from '../search/condition-to-ast.ts';
import type { TypeRegistry } from '../types/type-registry.ts';

/** Where conditions on assets are compiled and counted. */
export interface Counting {
  readonly tx: Tx;
  readonly types: TypeRegistry;
}

/** Compiles conditions into one statement, each different one once. */
export function createConditionCompiler(types: TypeRegistry): {
  readonly context: ConditionContext;
  compile(condition: Condition): string;
} {
  // No condition speaks of time.
  const context = { params: createParameters(), now: new Date(0) };
  const compiled = new Map<string, string>();
  return {
    context,
    compile: (condition) => {
      const key = JSON.stringify(condition);
      const text = compiled.get(key) ?? compileCondition(conditionToAst(condition, types), 'asset', context);
      compiled.set(key, text);
      return text;
    },
  };
}

/** How many assets that are not archived each condition matches, in their order; one statement, each different condition counted once. */
export async function countAssets({ tx, types }: Counting, conditions: readonly Condition[]): Promise<number[]> {
  const keys = [...new Set(conditions.map((one) => JSON.stringify(one)))];
  if (keys.length === 0) return [];
  const { context, compile } = createConditionCompiler(types);
  const texts = keys.map((key) => compile(parseJson(key) as Condition));
  const counts = texts.map((text, index) => `count(*) FILTER (WHERE ${text}) AS "c${String(index)}"`);
  const any = texts.map((text) => `(${text})`).join(' OR ');
  const statement = `SELECT ${counts.join(', ')} FROM asset WHERE state = 'ACTIVE' AND (${any})`;
  const { rows } = await tx.executeQuery<Readonly<Record<string, number>>>(
    CompiledQuery.raw(statement, [...context.params.values]),
  );
  return conditions.map((one) => rows[0]?.[`c${String(keys.indexOf(JSON.stringify(one)))}`] ?? 0);
}

/** What both conditions match. */
export function both(one: Condition, other: Condition): Condition {
  return allConditions([one, other]);
}
