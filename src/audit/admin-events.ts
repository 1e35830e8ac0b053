import { sql, type Db } from '../postgres/index.ts';
import { eventConditions, type EventQuery } from './event-conditions.ts';

export type AdminOperation = 'CREATE' | 'UPDATE' | 'DELETE' | 'ACTION';

/**
 * What the admin events of the Atlan wire call the things that our records name. INVARIANT: values of the wire's own list only; one other
 * value makes official clients refuse the whole page. What is not here, such as an asset, is no matter of identity and not told.
 */
export const adminResourceTypes: Readonly<Record<string, string>> = {
  'api-token': 'CLIENT',
  'oauth-client': 'CLIENT',
  actor: 'USER',
  group: 'GROUP',
  'identity-provider': 'IDENTITY_PROVIDER',
  'sso-mapper': 'IDENTITY_PROVIDER_MAPPER',
  'oauth-signing-key': 'COMPONENT',
  'vault-key': 'COMPONENT',
  workspace: 'REALM',
};

/** What is done to one thing and concerns another. */
const resourceTypesByAction: Readonly<Record<string, string>> = {
  'group.add-members': 'GROUP_MEMBERSHIP',
  'group.remove-members': 'GROUP_MEMBERSHIP',
  'user.sync-groups': 'GROUP_MEMBERSHIP',
  'user.change-role': 'REALM_ROLE_MAPPING',
  // Editors and viewers of a collection are members of roles there, on the Atlan wire.
  'collection.member.add': 'REALM_ROLE_MAPPING',
  'collection.member.remove': 'REALM_ROLE_MAPPING',
};

/** Ways in, refusals and codes are login events or none; they change nobody. */
const noChange =
  '^(?:session|request|secret|token|oauth-token|oauth-grant|refresh-token|access-token|password|federated-identity)\\.|^user-bearer\\.|-code\\.';

const operationByVerb: Readonly<Record<string, AdminOperation>> = {
  create: 'CREATE',
  add: 'CREATE',
  invite: 'CREATE',
  claim: 'CREATE',
  bootstrap: 'CREATE',
  update: 'UPDATE',
  change: 'UPDATE',
  rename: 'UPDATE',
  delete: 'DELETE',
  purge: 'DELETE',
  remove: 'DELETE',
  archive: 'DELETE',
};

function operationOf(action: string): AdminOperation {
  const verb = action.slice(action.lastIndexOf('.') + 1).split('-')[0] ?? '';
  return operationByVerb[verb] ?? 'ACTION';
}

/** One change of who may come in or what they are. */
export interface AdminEvent {
  readonly sequence: number;
  readonly at: Date;
  readonly operation: AdminOperation;
  readonly resourceType: string;
  /** Such as `clients/<id>`. */
  readonly resourcePath: string;
  readonly action: string;
  readonly detail: Readonly<Record<string, unknown>>;
  readonly actorId: string | null;
  readonly actorName: string;
  readonly address: string | null;
}

interface EventRow extends Omit<AdminEvent, 'operation' | 'resourceType' | 'resourcePath'> {
  readonly objectKind: string;
  readonly objectId: string;
}

function eventFrom({ objectKind, objectId, ...row }: EventRow): AdminEvent {
  const resourceType = resourceTypesByAction[row.action] ?? adminResourceTypes[objectKind] ?? 'CUSTOM';
  const folder = resourceType.toLowerCase().replaceAll('_', '-');
  return { ...row, operation: operationOf(row.action), resourceType, resourcePath: `${folder}s/${objectId}` };
}

/** Which events are wanted; what is absent does not restrict. */
export interface AdminEventQuery extends EventQuery {
  readonly operations?: readonly string[];
  readonly resourceTypes?: readonly string[];
  readonly resourcePath?: string;
}

/** The verbs whose operation is wanted, as a pattern of actions; `null` for all. */
function actionPattern(operations: readonly string[] | undefined): { pattern: string; isNegated: boolean } | null {
  if (operations === undefined || operations.length === 0) return null;
  const wanted = new Set(operations);
  const verbs = Object.keys(operationByVerb);
  const chosen = wanted.has('ACTION')
    ? verbs.filter((verb) => !wanted.has(operationByVerb[verb] ?? ''))
    : verbs.filter((verb) => wanted.has(operationByVerb[verb] ?? ''));
  // A pattern without a verb matches nothing, which is right both ways.
  return { pattern: `\\.(?:${['-', ...chosen].join('|')})(?:-[a-z-]+)?$`, isNegated: wanted.has('ACTION') };
}

/** Changes of identity, newest first. */
export async function listAdminEvents(db: Db, query: AdminEventQuery): Promise<readonly AdminEvent[]> {
  const { operations, resourceTypes, resourcePath, first, max } = query;
  const isWanted = (type: string | undefined) => resourceTypes === undefined || resourceTypes.includes(type ?? '');
  const kinds = Object.keys(adminResourceTypes).filter((kind) => isWanted(adminResourceTypes[kind]));
  const special = Object.keys(resourceTypesByAction);
  const actions = special.filter((action) => isWanted(resourceTypesByAction[action]));
  if (kinds.length + actions.length === 0) return [];
  const conditions = [
    sql`(action = ANY(${actions}::text[]) OR (object_kind = ANY(${kinds}::text[]) AND action <> ALL(${special}::text[])))`,
    sql`action !~ ${noChange}`,
    ...eventConditions(query),
  ];
  const verbs = actionPattern(operations);
  if (verbs !== null)
    conditions.push(verbs.isNegated ? sql`action !~ ${verbs.pattern}` : sql`action ~ ${verbs.pattern}`);
  if (resourcePath !== undefined)
    conditions.push(sql`object_id = ${resourcePath.slice(resourcePath.lastIndexOf('/') + 1)}`);
  const { rows } = await sql<EventRow>`
    SELECT sequence, at, action, detail, object_kind AS "objectKind", object_id AS "objectId", actor_id AS "actorId",
           actor_name AS "actorName", origin_address AS address
    FROM audit_record WHERE ${sql.join(conditions, sql` AND `)}
    ORDER BY sequence DESC OFFSET ${first} LIMIT ${max}`.execute(db);
  return rows.map(eventFrom);
}
