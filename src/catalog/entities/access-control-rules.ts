import { CatalogError, newGuid } from '../../foundation/index.ts';
import { plannedTexts, setDefault, type SaveTarget } from './save-scope.ts';

function prepareAccessControl(target: SaveTarget): void {
  setDefault(target, 'isAccessControlEnabled', true);
  setDefault(target, 'displayName', target.name);
}

export function prepareNewPersona(target: SaveTarget): void {
  prepareAccessControl(target);
  // Clients show it and look nothing up by it: who is in a persona is decided from the persona itself.
  target.values.set('roleId', newGuid());
}

/** The tags as internal names, each once, in the order in which they came. A purpose without any would speak of nothing. */
function tidyTags(target: SaveTarget): void {
  const tags = [...new Set(plannedTexts(target, 'purposeClassifications'))];
  if (tags.length === 0) {
    const path = `\`${target.at}.attributes.purposeClassifications\``;
    throw new CatalogError('policy_invalid', `${path}: a purpose needs at least one tag`);
  }
  target.values.set('purposeClassifications', tags);
}

export function prepareNewPurpose(target: SaveTarget): void {
  prepareAccessControl(target);
  tidyTags(target);
}

/** An archived persona or purpose is not changed unless it comes back by that: `operation_unsupported`. */
export function prepareAccessControlUpdate(target: SaveTarget): void {
  const { existing } = target;
  if (existing !== null && existing.state !== 'ACTIVE' && !target.restores) {
    throw new CatalogError('operation_unsupported', `\`${target.at}\`: \`${existing.name}\` is archived`);
  }
  if (target.typeName === 'Purpose' && target.values.has('purposeClassifications')) tidyTags(target);
}
