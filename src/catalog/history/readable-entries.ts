import { assetCondition, hasCapability } from '../../access/index.ts';
import type { CompileContext } from '../../search/index.ts';
import type { Authority } from '../entities/authority.ts';
import { compileCondition } from '../search/compile-condition.ts';
import { conditionToAst } from '../search/condition-to-ast.ts';
import type { TypeRegistry } from '../types/type-registry.ts';

/** For whom entries about assets are looked up. */
export interface EntryReader {
  readonly types: TypeRegistry;
  readonly authority: Authority;
}

/** Whether the actor is shown what is known of assets that are gone; see `readableThrough`. */
export function maySeeGone({ authority }: EntryReader): boolean {
  return hasCapability(authority.facts.principal, 'audit.read');
}

/** SQL that holds for the row of assets called `alias` when the actor may read it. */
export function readableAsset({ types, authority }: EntryReader, alias: string, context: CompileContext): string {
  const condition = conditionToAst(assetCondition(authority.facts, 'asset.read'), types);
  return compileCondition(condition, alias, context);
}

/**
 * SQL that holds when the actor may read the asset whose guid is `guid`, judged by the asset as it is now. `alias` is what the asset is
 * called meanwhile.
 * SECURITY: of an asset that is gone nothing is left that could be judged: neither its tags nor whose connection it was under. Those
 * who hold `audit.read` are told of it, for the audit record tells them anyway, and nobody else is. What cannot be judged for want of
 * a value is not readable, hence `IS NOT TRUE`.
 */
export function readableThrough(
  reader: EntryReader,
  { guid, alias }: { readonly guid: string; readonly alias: string },
  context: CompileContext,
): string {
  const readable = readableAsset(reader, alias, context);
  const named = `SELECT FROM asset AS ${alias} WHERE ${alias}.guid = ${guid}`;
  if (maySeeGone(reader)) return `NOT EXISTS (${named} AND (${readable}) IS NOT TRUE)`;
  return `EXISTS (${named} AND (${readable}))`;
}
