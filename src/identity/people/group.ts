import { CatalogError, isGuid, requireNoProblems, type Problem } from '../../foundation/index.ts';
import type { Tx } from '../../postgres/index.ts';

/** A group whose row the transaction holds. */
export interface HeldGroup {
  readonly id: string;
  readonly name: string;
  readonly alias: string;
  readonly description: string | null;
  readonly isDefault: boolean;
}

/** What a group is made of or may be changed to; its name is for good. */
export interface GroupTexts {
  readonly alias: string;
  readonly description: string | null;
  readonly isDefault: boolean;
}

export function groupNotFound(id: string): CatalogError {
  return new CatalogError('record_not_found', `there is no group \`${id}\``);
}

/** The group, held until the transaction ends. Throws `record_not_found`. */
export async function holdGroup(tx: Tx, id: string): Promise<HeldGroup> {
  if (!isGuid(id)) throw groupNotFound(id);
  const group = await tx
    .selectFrom('user_group')
    .where('id', '=', id)
    .select(['id', 'name', 'alias', 'description', 'is_default as isDefault'])
    .forNoKeyUpdate()
    .executeTakeFirst();
  if (group === undefined) throw groupNotFound(id);
  return group;
}

const nameLengthMax = 255;
const descriptionLengthMax = 4096;
/** A name stands in lists and in the path `/<name>`. */
const namePattern = /^[^\s/\p{Cc}]([^/\p{Cc}]*[^\s/\p{Cc}])?$/u;

function nameProblems(name: string): Problem[] {
  if (namePattern.test(name) && name.length <= nameLengthMax) return [];
  const message = `must be a text of 1 to ${nameLengthMax} characters without \`/\`, control characters and blanks at its ends`;
  return [{ path: 'group.name', message }];
}

function textProblems({ alias, description }: GroupTexts): Problem[] {
  const isAlias = alias.trim() !== '' && alias.length <= nameLengthMax && !alias.includes('\u0000');
  const isDescription =
    description === null || (description.length <= descriptionLengthMax && !description.includes('\u0000'));
  return [
    ...(isAlias ? [] : [{ path: 'attributes.alias', message: `must be a text of 1 to ${nameLengthMax} characters` }]),
    ...(isDescription
      ? []
      : [{ path: 'attributes.description', message: `must be a text of at most ${descriptionLengthMax} characters` }]),
  ];
}

/** Throws `field_invalid` with everything that is wrong; a name is judged where it is given. */
export function requireGroupTexts(texts: GroupTexts, name?: string): void {
  requireNoProblems('field_invalid', [...(name === undefined ? [] : nameProblems(name)), ...textProblems(texts)]);
}
