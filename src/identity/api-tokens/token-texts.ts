import { requireNoProblems, type Problem } from '../../foundation/index.ts';

const displayNameMax = 255;
const descriptionMax = 4096;

/** What PostgreSQL cannot hold in a text. */
function hasNul(text: string): boolean {
  return text.includes('\u0000');
}

/** Throws `field_invalid` with everything wrong with the texts of a token; those that are absent are not judged. */
export function requireTokenTexts(texts: { displayName?: string | undefined; description?: string | undefined }): void {
  const { displayName, description } = texts;
  const problems: Problem[] = [];
  if (
    displayName !== undefined &&
    (displayName.trim() === '' || displayName.length > displayNameMax || hasNul(displayName))
  ) {
    problems.push({
      path: 'displayName',
      message: `must be a text of 1 to ${displayNameMax} characters, not only blanks`,
    });
  }
  if (description !== undefined && (description.length > descriptionMax || hasNul(description))) {
    problems.push({ path: 'description', message: `must be a text of at most ${descriptionMax} characters` });
  }
  requireNoProblems('field_invalid', problems);
}
