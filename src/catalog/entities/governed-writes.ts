import {
  formerConnection,
  isWorkspaceOwner,
  recordConnectionAdmins,
  recordPersona,
  recordPolicy,
  requireConnectionChange,
  requirePersonaChange,
  validatePersonaPolicy,
  type ConnectionAdmins,
  type PersonaRecord,
} from '../../access/index.ts';
import { CatalogError, type JsonObject, type JsonValue } from '../../foundation/index.ts';
import { sql } from '../../postgres/index.ts';
import type { AssetRow } from './asset-row.ts';
import { isSameSet } from './compare-json.ts';
import type { AssetChange, SavePlan } from './plan-save.ts';
import type { SaveScope } from './save-scope.ts';

interface GovernedChange {
  readonly before: AssetRow | null;
  readonly after: AssetRow;
}

/** The texts of a list; what is no list is an empty one. */
export function textsOf(attributes: JsonObject, name: string): string[] {
  const value = attributes[name];
  return Array.isArray(value) ? (value as readonly JsonValue[]).filter((it) => typeof it === 'string') : [];
}

function differs({ before, after }: GovernedChange, attributes: readonly string[]): boolean {
  if (before === null || before.state !== after.state || before.name !== after.name) return true;
  return attributes.some((name) => !isSameSet(before.attributes[name] ?? [], after.attributes[name] ?? []));
}

/** The admin lists that a connection's asset shows. */
export function adminsOf({ guid, qualifiedName, attributes }: AssetRow): ConnectionAdmins {
  return {
    guid,
    qualifiedName,
    adminUsers: textsOf(attributes, 'adminUsers'),
    adminGroups: textsOf(attributes, 'adminGroups'),
    adminRoles: textsOf(attributes, 'adminRoles'),
  };
}

/**
 * SECURITY: whoever makes a connection becomes admin of everything beneath its name. What a purged one has left there must not
 * fall to the next who thinks of that name; the owner of the workspace may take it over, to clean up.
 */
async function requireNothingBeneath({ tx, authority }: SaveScope, { qualifiedName }: AssetRow): Promise<void> {
  if (isWorkspaceOwner(authority.facts)) return;
  const { rows } = await sql`
    SELECT FROM asset WHERE qualified_name ^@ ${`${qualifiedName}/`} LIMIT 1`.execute(tx);
  if (rows.length > 0) throw formerConnection(qualifiedName);
}

async function governConnection(scope: SaveScope, change: GovernedChange): Promise<void> {
  if (!differs(change, ['adminUsers', 'adminGroups', 'adminRoles'])) return;
  const admins = adminsOf(change.after);
  await requireConnectionChange(scope, scope.authority.facts, admins);
  await recordConnectionAdmins(scope, admins);
  if (change.before === null) await requireNothingBeneath(scope, change.after);
}

function personaOf({ guid, qualifiedName, name, attributes }: AssetRow): PersonaRecord {
  const enabled = attributes['isAccessControlEnabled'] !== false;
  const [users, groups] = [textsOf(attributes, 'personaUsers'), textsOf(attributes, 'personaGroups')];
  return { guid, qualifiedName, name, enabled, users, groups };
}

/** Switching a persona off or on shows on its policies too; decisions look at both. */
async function switchPolicies({ tx }: SaveScope, personaGuid: string, enabled: boolean): Promise<void> {
  await sql`
    UPDATE asset SET attributes = asset.attributes || jsonb_build_object('isPolicyEnabled', ${enabled}::boolean), version = asset.version + 1
    FROM relationship AS link
    WHERE link.type_name = 'access_control_policies' AND link.end1_guid = ${personaGuid} AND asset.guid = link.end2_guid`.execute(
    tx,
  );
}

async function governPersona(scope: SaveScope, change: GovernedChange): Promise<void> {
  if (change.after.state !== 'ACTIVE') return;
  if (!differs(change, ['isAccessControlEnabled', 'personaUsers', 'personaGroups'])) return;
  const persona = personaOf(change.after);
  await requirePersonaChange(scope, scope.authority.facts, persona);
  await recordPersona(scope, persona);
  const before = change.before === null ? null : personaOf(change.before);
  if (before !== null && before.enabled !== persona.enabled) await switchPolicies(scope, persona.guid, persona.enabled);
}

async function personaGuidOf({ tx }: SaveScope, policyGuid: string): Promise<string> {
  const link = await tx
    .selectFrom('relationship')
    .select('end1_guid')
    .where('type_name', '=', 'access_control_policies')
    .where('end2_guid', '=', policyGuid)
    .executeTakeFirst();
  if (link === undefined)
    throw new CatalogError('operation_unsupported', `policy \`${policyGuid}\` belongs to no persona`);
  return link.end1_guid;
}

async function governPolicy(scope: SaveScope, { after }: GovernedChange): Promise<void> {
  if (after.state !== 'ACTIVE') return;
  const { guid, name, attributes } = after;
  const personaGuid = await personaGuidOf(scope, guid);
  const policy = validatePersonaPolicy(scope.authority.facts, { personaGuid, attributes });
  const enabled = attributes['isPolicyEnabled'] !== false;
  await recordPolicy(scope, { guid, personaGuid, name, enabled, ...policy });
}

const governors: Readonly<Record<string, (scope: SaveScope, change: GovernedChange) => Promise<void>>> = {
  Connection: governConnection,
  Persona: governPersona,
  AuthPolicy: governPolicy,
};

/**
 * Makes what was just written count: connections, personas and policies are told to `access`, in that order, in the
 * same transaction. It judges them as they are now, links included, and its refusal undoes the whole save.
 */
export async function governWrites(scope: SaveScope, plan: SavePlan): Promise<void> {
  const changes: GovernedChange[] = [
    ...plan.creates.map((after) => ({ before: null, after })),
    ...plan.updates.map(({ before, after }: AssetChange) => ({ before, after })),
  ];
  for (const [typeName, govern] of Object.entries(governors)) {
    for (const change of changes) if (change.after.typeName === typeName) await govern(scope, change);
  }
}
