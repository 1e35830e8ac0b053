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
const immutable = [
  'policyCategory',
  'policySubCategory',
  'policyResourceCategory',
  'policyServiceName',
  'connectionQualifiedName',
];

/** Written by the server from the parent; what clients send of them is ignored. */
const derived = ['policyRoles', 'policyUsers', 'policyGroups'];

const everyDomain = 'entity:default/domain/*/super';

function flagOf(parent: KnownAsset, attribute: string): JsonValue {
  const value = parent.target === null ? parent.row?.attributes[attribute] : plannedValue(parent.target, attribute);
  return value ?? true;
}

/** Three spellings of "all domains" become one. */
function collapseDomains(target: SaveTarget): void {
  if (plannedValue(target, 'policySubCategory') !== 'domain') return;
  const resources = plannedTexts(target, 'policyResources');
  if (resources.some((it) => it === 'entity:*' || it === 'entity:*/super' || it === everyDomain)) {
    target.values.set('policyResources', [everyDomain]);
  }
}

/**
 * Fills in what a new persona policy takes from its persona. Policies of other kinds of parents, or of an archived one,
 * are refused: `operation_unsupported`.
 */
export function prepareNewPolicy(targets: SaveTargets, target: SaveTarget): void {
  const parent = findRequestedEnd(targets, target, 'accessControl');
  const path = `\`${target.at}.attributes.accessControl\``;
  if (parent === null) throw new CatalogError('attribute_missing', `${path} is missing`);
  if (parent.typeName !== 'Persona') {
    throw new CatalogError('operation_unsupported', `${path} is a \`${parent.typeName}\`, accepted: \`Persona\``);
  }
  if (parent.state !== 'ACTIVE') throw new CatalogError('operation_unsupported', `${path} is archived`);
  const personaId = parent.qualifiedName.split('/').at(-1) ?? '';
  target.values.set('policyRoles', [`persona_${personaId}`]);
  target.values.set('policyUsers', []);
  target.values.set('policyGroups', []);
  target.values.set('isPolicyEnabled', flagOf(parent, 'isAccessControlEnabled'));
  collapseDomains(target);
}

/** Refuses to change what a policy is about: `operation_unsupported`, also for an archived one that is not restored. */
export function preparePolicyUpdate(target: SaveTarget): void {
  const { existing } = target;
  if (existing === null) return;
  for (const attribute of derived) target.values.delete(attribute);
  if (existing.state !== 'ACTIVE' && !target.restores) {
    throw new CatalogError('operation_unsupported', `\`${target.at}\`: policy \`${existing.name}\` is archived`);
  }
  for (const attribute of immutable) {
    const wanted = target.values.get(attribute);
    if (wanted === undefined || isSameJson(wanted, existing.attributes[attribute] ?? null)) continue;
    throw new CatalogError(
      'operation_unsupported',
      `\`${target.at}.attributes.${attribute}\` of a policy never changes`,
    );
  }
  collapseDomains(target);
}
