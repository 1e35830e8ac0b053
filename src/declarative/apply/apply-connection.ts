import { type ConnectionPlan } from '../plan/plan.ts';
import { readConnection } from '../workspace/read-kinds.ts';
import { nameSet, type StoredConnection } from '../workspace/workspace.ts';
import { idsOf, requireUnchanged, type ApplyScope } from './apply-scope.ts';
import { adminChanges, isEmptyNames, type AdminNames } from './order-steps.ts';

type Part = 'people' | 'rest';

/** Roles and tokens as the server wants to hear of them. */
function wireNames({ users, groups, roles, tokens }: AdminNames, { ids }: ApplyScope) {
  return { users, groups, roles: roles.map((role) => `$${role}`), tokens: idsOf(tokens, ids.tokens) };
}

/** What the connection has to be before a part of its change: the second finds whom the first let in. */
function expectedBefore(before: StoredConnection, part: Part, added: AdminNames): StoredConnection {
  if (part === 'people') return before;
  const { users, groups, roles, tokens } = before.fields;
  return {
    ...before,
    fields: {
      users: nameSet([...users, ...added.users]),
      groups: nameSet([...groups, ...added.groups]),
      roles: nameSet([...roles, ...added.roles]),
      tokens,
    },
  };
}

const nobody: AdminNames = { users: [], groups: [], roles: [], tokens: [] };

/** Changes the admins of a connection by one part of the plan, unless somebody has changed them meanwhile. */
export async function applyConnection(scope: ApplyScope, plan: ConnectionPlan, part: Part): Promise<void> {
  const { name, before } = plan;
  if (before === null) return;
  const { client, call, lookup, note } = scope;
  const { added, removed } = adminChanges(plan);
  const admins = client.connections.admins(name);
  const { version, ...now } = await readConnection(scope, { qualifiedName: name, label: before.label }, lookup);
  requireUnchanged(`connection \`${name}\``, expectedBefore(before, part, added), [now]);
  const letIn = part === 'people' ? { ...added, tokens: [] } : { ...nobody, tokens: added.tokens };
  if (!isEmptyNames(letIn)) {
    await admins.add(wireNames(letIn, scope), { ...call, version });
    note(`admins are added to connection \`${name}\``);
  }
  if (part === 'people' || isEmptyNames(removed)) return;
  // Removing names who was there when it was planned, and nobody else: it needs no version of its own.
  await admins.remove(wireNames(removed, scope), call);
}
