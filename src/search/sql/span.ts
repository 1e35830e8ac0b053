import { type AstOf, type Span } from '../ast.ts';
import { type CompileContext } from '../fields.ts';
import { hasAnyWord, hasWordsThat } from './field-words.ts';
import { compileEqualsOn } from './equals.ts';
import { textValue } from './scalar-values.ts';

/** Words of which at least one stands wherever the span matches. */
function neededWords(span: Span): readonly string[] {
  switch (span.kind) {
    case 'term':
      return [span.value];
    case 'or':
      return span.of.flatMap(neededWords);
    case 'near':
      return span.of.length === 0 ? [] : neededWords(span.of[0] ?? { kind: 'or', of: [] });
    case 'within':
    case 'containing':
      return neededWords(span.little);
    case 'first':
      return neededWords(span.of);
    case 'not':
      return neededWords(span.include);
  }
}

function everyWord(span: Span): readonly string[] {
  switch (span.kind) {
    case 'term':
      return [span.value];
    case 'or':
    case 'near':
      return span.of.flatMap(everyWord);
    case 'within':
    case 'containing':
      return [...everyWord(span.little), ...everyWord(span.big)];
    case 'first':
      return everyWord(span.of);
    case 'not':
      return [...everyWord(span.include), ...everyWord(span.exclude)];
  }
}

/**
 * Words where they stand (Lucene: span queries), as they are written: they are not analysed. COMPAT: in a field that is compared as a
 * whole only a single term can match; elsewhere than in text there are no places.
 */
export function compileSpan(node: AstOf<'span'>, ctx: CompileContext): string {
  const field = ctx.fields(node.field, ctx.params);
  if (field === null || everyWord(node.span).some((word) => textValue(word) === null)) return 'FALSE';
  if (field.kind !== 'text') {
    if (node.span.kind !== 'term') return 'FALSE';
    const whole = { kind: 'equals', field: node.field, value: node.span.value, caseInsensitive: false } as const;
    return compileEqualsOn(field, whole, ctx);
  }
  const needed = hasAnyWord(field, neededWords(node.span), ctx);
  const span = ctx.params.add(JSON.stringify(node.span));
  const stands = hasWordsThat(field, (words, places) => {
    const standing = places === 'NULL' ? `all_places(${words})` : places;
    return `span_matches(${words}, ${standing}, ${span}::jsonb) <> '{}'`;
  });
  // Few rows have one of the words, which is found out sooner than where all of them stand.
  return `(${needed} AND ${stands})`;
}
