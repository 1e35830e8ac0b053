import {
  formerConnection,
  isWorkspaceOwner,
  recordConnectionAdmins,
  recordPersona,
  requireConnectionChange,
  requirePersonaChange,
  type ConnectionAdmins,
  type PersonaRecord,
} from '../../access/index.ts';
import { sql } from '../../postgres/index.ts';
import type { AssetRow } from './asset-row.ts';
import { isSameSet } from './compare-json.ts';
import { governCollection } from './govern-collection.ts';
import { governPolicy } from './govern-policy.ts';
import { governPurpose } from './govern-purpose.ts';
import type { AssetChange, SavePlan } from './plan-save.ts';
import type { SaveScope } from './save-scope.ts';
import { textsOf } from './texts-of.ts';

interface GovernedChange {
  readonly before: AssetRow | null;
  readonly after: AssetRow;
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

const governors: Readonly<Record<string, (scope: SaveScope, change: GovernedChange) => Promise<void>>> = {
  Connection: governConnection,
  Collection: governCollection,
  Persona: governPersona,
  Purpose: governPurpose,
  AuthPolicy: governPolicy,
};

/**
 * Makes what was just written count: connections, collections, personas, purposes and policies are told to `access`, in that order, in the
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
