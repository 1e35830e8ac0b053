import { type AstOf } from '../ast.ts';
import { type CompileContext } from '../fields.ts';
import { anyValue } from './element.ts';

/** Has a value: null and the empty list are none, the empty text is one. */
export function compilePresent(node: AstOf<'present'>, ctx: CompileContext): string {
  const field = ctx.fields(node.field, ctx.params);
  if (field?.textArray === true) return `${field.sql} <> '{}'`;
  return field === null ? 'FALSE' : anyValue(field, (value) => `${value} IS NOT NULL`);
}
