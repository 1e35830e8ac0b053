/**
 * An Elasticsearch wildcard (`*` any text, `?` one character, `\` takes the next one literally) as a LIKE pattern.
 * PostgreSQL gives up a LIKE as soon as the text is used up, so no wildcard can be made slow.
 */
export function likePattern(wildcard: string): string {
  const pieces: string[] = [];
  let literal = false;
  for (const character of wildcard) {
    if (!literal && character === '\\') {
      literal = true;
      continue;
    }
    const piece = literal ? escaped(character) : translated(character);
    if (piece !== '%' || pieces.at(-1) !== '%') pieces.push(piece);
    literal = false;
  }
  if (literal) pieces.push('\\\\');
  return pieces.join('');
}

function escaped(character: string): string {
  return '%_\\'.includes(character) ? `\\${character}` : character;
}

function translated(character: string): string {
  if (character === '*') return '%';
  return character === '?' ? '_' : escaped(character);
}
