import { type Scalar } from '../ast.ts';
import { type CompileContext, type Vocabulary } from '../fields.ts';
import { textValue } from './scalar-values.ts';

/** Equality with any of the values, as equality of the column that the field is derived from: an index can answer it. */
export function compileVocabulary(vocabulary: Vocabulary, values: readonly Scalar[], ctx: CompileContext): string {
  const texts = values.map(textValue).filter((text) => text !== null);
  const held = new Set(texts.flatMap((text) => vocabulary.columnValues(text)));
  return held.size === 0 ? 'FALSE' : `${vocabulary.column} = ANY(${ctx.params.add([...held])})`;
}
