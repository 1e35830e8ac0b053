import {
  findPurpose,
  findPurposePolicies,
  holdPurposes,
  recordPolicy,
  recordPurposePolicy,
  requirePersonaPolicyChange,
  validatePersonaPolicy,
  validatePurposePolicy,
} from '../../access/index.ts';
import { CatalogError, requireNoProblems } from '../../foundation/index.ts';
import type { TypeRegistry } from '../types/type-registry.ts';
import type { AssetRow } from './asset-row.ts';
import { requireMayChangePurposePolicy } from './purpose-rights.ts';
import type { SaveScope } from './save-scope.ts';

interface PolicyChange {
  readonly before: AssetRow | null;
  readonly after: AssetRow;
}

interface Parent {
  readonly guid: string;
  readonly typeName: string;
}

async function parentOf({ tx }: SaveScope, policyGuid: string): Promise<Parent> {
  const parent = await tx
    .selectFrom('relationship as link')
    .innerJoin('asset', 'asset.guid', 'link.end1_guid')
    .select(['asset.guid', 'asset.type_name as typeName'])
    .where('link.type_name', '=', 'access_control_policies')
    .where('link.end2_guid', '=', policyGuid)
    .executeTakeFirst();
  if (parent !== undefined) return parent;
  throw new CatalogError('operation_unsupported', `policy \`${policyGuid}\` belongs to no persona or purpose`);
}

function isSwitchedOn({ attributes }: AssetRow): boolean {
  return attributes['isPolicyEnabled'] !== false;
}

const typePrefix = 'entity-type:';

/** A type that does not exist narrows a policy to nothing: a mistyped deny would look as if it denied. */
function requireKnownTypes(types: TypeRegistry, resources: readonly string[]): void {
  const problems = resources.flatMap((resource, index) => {
    const name = resource.startsWith(typePrefix) ? resource.slice(typePrefix.length) : '*';
    if (name === '*' || types.types.has(name)) return [];
    return [{ path: `attributes.policyResources[${String(index)}]`, message: `there is no type \`${name}\`` }];
  });
  requireNoProblems('policy_invalid', problems.slice(0, 50));
}

async function governPersonaPolicy(scope: SaveScope, personaGuid: string, after: AssetRow): Promise<void> {
  const { guid, name, attributes } = after;
  const { facts } = scope.authority;
  const policy = validatePersonaPolicy(facts, { personaGuid, attributes });
  requireKnownTypes(scope.types, policy.resources);
  const record = { guid, personaGuid, name, enabled: isSwitchedOn(after), ...policy };
  await requirePersonaPolicyChange(scope, facts, record);
  await recordPolicy(scope, record);
}

async function governPurposePolicy(scope: SaveScope, purposeGuid: string, after: AssetRow): Promise<void> {
  const { guid, name, attributes } = after;
  const policy = validatePurposePolicy(attributes);
  await holdPurposes(scope.tx, 'change');
  const purpose = await findPurpose(scope.tx, purposeGuid);
  if (purpose === null) throw new CatalogError('reference_unresolved', `there is no purpose \`${purposeGuid}\``);
  const { category, effect, mask, actions, audience } = policy;
  const places = { paths: [], entityTypes: [], connectionQualifiedName: null, tagNames: purpose.tagNames };
  const stored = { guid, category, effect, mask, actions, ...places };
  const enabled = isSwitchedOn(after);
  const [before = null] = await findPurposePolicies(scope.tx, { policyGuids: [guid] });
  const state = { stored, enabled: enabled && purpose.enabled, audience };
  await requireMayChangePurposePolicy(scope, [{ before, after: state }]);
  await recordPurposePolicy(scope, { guid, purposeGuid, name, enabled, ...policy });
}

/** Tells `access` what a policy that was just written says, for the members of its persona or the audience it names. */
export async function governPolicy(scope: SaveScope, { after }: PolicyChange): Promise<void> {
  if (after.state !== 'ACTIVE') return;
  const { guid, typeName } = await parentOf(scope, after.guid);
  await (typeName === 'Purpose' ? governPurposePolicy : governPersonaPolicy)(scope, guid, after);
}
