import { type CompileContext, type Field } from '../fields.ts';

/** So many values are asked for one by one, each by the index; more are compared row by row. */
const separateValuesMax = 64;

/**
 * SQL: the field is stored as one of these texts, by containment in the column that holds all keys. `null` where the field is not
 * stored so, or where there are too many.
 */
export function compileStored(field: Field, texts: readonly string[], ctx: CompileContext): string | null {
  const { stored } = field;
  if (stored === undefined || texts.length === 0 || texts.length > separateValuesMax) return null;
  const parts = texts.map((text) => {
    const held = JSON.stringify({ [stored.key]: field.many ? [text] : text });
    return `${stored.column} @> ${ctx.params.add(held)}::jsonb`;
  });
  return parts.length === 1 ? parts.join('') : `(${parts.join(' OR ')})`;
}
