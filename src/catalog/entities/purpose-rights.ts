import {
  compilePolicy,
  findPurposePolicies,
  gainedBy,
  heldCondition,
  holdPurposes,
  isWorkspaceOwner,
  liftedBy,
  type AccessFacts,
  type HandOn,
  type PolicyTurn,
  type PurposePolicySelection,
  type StoredPolicy,
} from '../../access/index.ts';
import { CatalogError } from '../../foundation/index.ts';
import { allOf, type Action, type Condition } from '../../policy/index.ts';
import { CompiledQuery, type Tx } from '../../postgres/index.ts';
import { createParameters } from '../../search/index.ts';
import { compileCondition } from '../search/compile-condition.ts';
import { conditionToAst } from '../search/condition-to-ast.ts';
import type { TypeRegistry } from '../types/type-registry.ts';
import type { Authority } from './authority.ts';

/** What judging a change of purposes needs. */
export interface PurposeScope {
  readonly tx: Tx;
  readonly types: TypeRegistry;
  readonly authority: Authority;
}

/** An action that somebody gains on some assets, and how. */
interface Grant {
  readonly action: Action;
  readonly where: Condition;
  readonly how: HandOn;
}

function grantsOf(stored: StoredPolicy | null, how: HandOn): Grant[] {
  if (stored === null) return [];
  return compilePolicy(stored).flatMap(({ actions, where }) => actions.map((action) => ({ action, where, how })));
}

/**
 * The first action that some asset would be granted for and that the actor does not hold there. One statement over what carries the
 * tags at this moment, archived assets too, since they may come back.
 */
async function findMissing({ tx, types, authority }: PurposeScope, grants: readonly Grant[]): Promise<Action | null> {
  const context = { params: createParameters(), now: new Date(0) };
  const tests = grants.map(({ action, where, how }) => {
    const held = heldCondition(authority.facts, action, how);
    const unheld = conditionToAst(allOf([where, { kind: 'not', of: held }]), types);
    const found = `EXISTS (SELECT FROM asset WHERE ${compileCondition(unheld, 'asset', context)})`;
    return `WHEN ${found} THEN ${context.params.add(action)}::text`;
  });
  if (tests.length === 0) return null;
  const statement = `SELECT CASE ${tests.join(' ')} END AS missing`;
  const { rows } = await tx.executeQuery<{ missing: Action | null }>(
    CompiledQuery.raw(statement, [...context.params.values]),
  );
  return rows[0]?.missing ?? null;
}

/** SECURITY: an API token or OAuth client that is named in an audience leaves the policy alone, before and after. */
function requireNotOwnAudience({ principal }: AccessFacts, turns: readonly PolicyTurn[]): void {
  if (principal.kind === 'user') return;
  const audiences = turns.flatMap(({ before, after }) => [before?.audience, after?.audience]);
  if (!audiences.some((audience) => audience?.users.includes(principal.username) === true)) return;
  throw new CatalogError(
    'permission_denied',
    'an api token or OAuth client may not change a policy that is for itself by name',
  );
}

/**
 * Throws `permission_denied` unless the actor may change policies of purposes like this. The owner of the workspace may. Anybody else may
 * grant only what they hold, on every asset that carries one of the tags at this moment: of a set that grows and shrinks no rule about
 * names can tell more. What lifts a deny or a mask, or takes somebody out of its audience, grants it to them. Assets that are
 * tagged later are judged when they are tagged.
 * INVARIANT: the caller holds the purposes, and has read what it hands in since then.
 */
export async function requireMayChangePurposePolicy(scope: PurposeScope, turns: readonly PolicyTurn[]): Promise<void> {
  const { facts } = scope.authority;
  if (turns.length === 0 || isWorkspaceOwner(facts)) return;
  requireNotOwnAudience(facts, turns);
  const grants = turns.flatMap((turn) => [...grantsOf(gainedBy(turn), 'grant'), ...grantsOf(liftedBy(turn), 'lift')]);
  const missing = await findMissing(scope, grants);
  if (missing === null) return;
  // SECURITY: names no asset, which may be one that the actor does not see.
  throw new CatalogError(
    'permission_denied',
    `\`${facts.principal.username}\` may not grant \`${missing}\` on everything with these tags without holding it there`,
  );
}

/** Throws unless the actor may delete these policies, and the policies of these purposes: each ceases to grant and to deny. */
export async function requireMayEndPurposePolicies(
  scope: PurposeScope,
  selection: PurposePolicySelection,
): Promise<void> {
  const { purposeGuids = [], policyGuids = [] } = selection;
  if (purposeGuids.length + policyGuids.length === 0) return;
  await holdPurposes(scope.tx, 'change');
  const ended = await findPurposePolicies(scope.tx, selection);
  await requireMayChangePurposePolicy(
    scope,
    ended.map((before) => ({ before, after: null })),
  );
}
