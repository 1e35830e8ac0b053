import { type Scalar } from '../ast.ts';
import { type CompileContext, type Vocabulary } from '../fields.ts';
import { textValue } from './scalar-values.ts';

/**
 * Equality with any of the values, as equality of the column that the field is derived from: an index can answer it. Most of the
 * column's values are told by the few others, which costs less for each row and tells the planner how much is left.
 */
export function compileVocabulary(vocabulary: Vocabulary, values: readonly Scalar[], ctx: CompileContext): string {
  const texts = values.map(textValue).filter((text) => text !== null);
  const held = new Set(texts.flatMap((text) => vocabulary.columnValues(text)));
  if (held.size * 2 > vocabulary.allValues.length) {
    const others = vocabulary.allValues.filter((value) => !held.has(value));
    return others.length === 0 ? 'TRUE' : `${vocabulary.column} <> ALL(${ctx.params.add(others)})`;
  }
  return held.size === 0 ? 'FALSE' : `${vocabulary.column} = ANY(${ctx.params.add([...held])})`;
}
