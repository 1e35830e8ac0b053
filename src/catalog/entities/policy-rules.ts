import { CatalogError, type JsonValue } from '../../foundation/index.ts';
import { isSameJson } from './compare-json.ts';
import {
  findRequestedEnd,
  plannedTexts,
  plannedValue,
  type KnownAsset,
  type SaveTarget,
  type SaveTargets,
} from './save-scope.ts';

/** Fixed once a policy exists (Atlan wire, rules of the original). */
export const immutablePolicyAttributes: readonly string[] = [
  'policyCategory',
  'policySubCategory',
  'policyResourceCategory',
  'policyServiceName',
  'connectionQualifiedName',
];

/** Written by the server from the parent; what clients send of them is ignored. */
const derivedFromPersona = ['policyRoles', 'policyUsers', 'policyGroups'];
const derivedFromPurpose = ['policyRoles', 'policyResources'];

const everyDomain = 'entity:default/domain/*/super';

function parentValue(parent: KnownAsset, attribute: string): JsonValue {
  const value = parent.target === null ? parent.row?.attributes[attribute] : plannedValue(parent.target, attribute);
  return value ?? null;
}

/** Three spellings of "all domains" become one. */
function collapseDomains(target: SaveTarget): void {
  if (plannedValue(target, 'policySubCategory') !== 'domain') return;
  const resources = plannedTexts(target, 'policyResources');
  if (resources.some((it) => it === 'entity:*' || it === 'entity:*/super' || it === everyDomain)) {
    target.values.set('policyResources', [everyDomain]);
  }
}

/** What a policy of a purpose shows as its resources. */
export function tagResources(tags: readonly string[]): string[] {
  return tags.map((tag) => `tag:${tag}`);
}

function prepareForPersona(target: SaveTarget, parent: KnownAsset): void {
  const personaId = parent.qualifiedName.split('/').at(-1) ?? '';
  target.values.set('policyRoles', [`persona_${personaId}`]);
  target.values.set('policyUsers', []);
  target.values.set('policyGroups', []);
  collapseDomains(target);
}

function prepareForPurpose(target: SaveTarget, parent: KnownAsset): void {
  const tags = parentValue(parent, 'purposeClassifications');
  target.values.set('policyResources', tagResources(Array.isArray(tags) ? (tags as readonly string[]) : []));
  target.values.set('policyRoles', []);
  for (const audience of ['policyUsers', 'policyGroups']) target.values.set(audience, plannedTexts(target, audience));
}

const preparations: Readonly<Record<string, (target: SaveTarget, parent: KnownAsset) => void>> = {
  Persona: prepareForPersona,
  Purpose: prepareForPurpose,
};

/** The original keeps its own kinds, such as `bootstrap`, to itself. */
function requireOfferedCategory(target: SaveTarget): void {
  const category = plannedValue(target, 'policyCategory') ?? null;
  if (category === null || category === 'persona' || category === 'purpose') return;
  const path = `\`${target.at}.attributes.policyCategory\``;
  throw new CatalogError(
    'operation_unsupported',
    `${path} \`${String(category)}\` is not offered, accepted: \`persona\`, \`purpose\``,
  );
}

/**
 * Fills in what a new policy takes from its persona or purpose. Policies of other kinds or parents, or of an archived one, are
 * refused: `operation_unsupported`.
 */
export function prepareNewPolicy(targets: SaveTargets, target: SaveTarget): void {
  const parent = findRequestedEnd(targets, target, 'accessControl');
  const path = `\`${target.at}.attributes.accessControl\``;
  if (parent === null) throw new CatalogError('attribute_missing', `${path} is missing`);
  requireOfferedCategory(target);
  const prepare = preparations[parent.typeName];
  if (prepare === undefined) {
    const accepted = 'accepted: `Persona`, `Purpose`';
    throw new CatalogError('operation_unsupported', `${path} is a \`${parent.typeName}\`, ${accepted}`);
  }
  if (parent.state !== 'ACTIVE') throw new CatalogError('operation_unsupported', `${path} is archived`);
  target.values.set('isPolicyEnabled', parentValue(parent, 'isAccessControlEnabled') ?? true);
  prepare(target, parent);
}

/** Refuses to change what a policy is about: `operation_unsupported`, also for an archived one that is not restored. */
export function preparePolicyUpdate(target: SaveTarget): void {
  const { existing } = target;
  if (existing === null) return;
  const ofPurpose = existing.attributes['policyCategory'] === 'purpose';
  for (const attribute of ofPurpose ? derivedFromPurpose : derivedFromPersona) target.values.delete(attribute);
  if (existing.state !== 'ACTIVE' && !target.restores) {
    throw new CatalogError('operation_unsupported', `\`${target.at}\`: policy \`${existing.name}\` is archived`);
  }
  for (const attribute of immutablePolicyAttributes) {
    const wanted = target.values.get(attribute);
    if (wanted === undefined || isSameJson(wanted, existing.attributes[attribute] ?? null)) continue;
    throw new CatalogError(
      'operation_unsupported',
      `\`${target.at}.attributes.${attribute}\` of a policy never changes`,
    );
  }
  collapseDomains(target);
}
