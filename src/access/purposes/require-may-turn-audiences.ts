import { type Tx } from '../../postgres/index.ts';
import { type AccessFacts } from '../gather-facts.ts';
import { requireMayHandOn, requireMayLift } from '../hand-on.ts';
import { findPurposePolicies } from './stored-purposes.ts';

/** Groups, by name, of which some people become members and others cease to be. */
export interface AudienceTurn {
  readonly names: readonly string[];
  readonly gains: boolean;
  readonly loses: boolean;
}

/**
 * Throws `permission_denied` unless the actor may hand on what policies of purposes give to these groups: who joins gains what the allows
 * grant, who leaves is freed from the denies and masks.
 */
export async function requireMayTurnAudiences(tx: Tx, facts: AccessFacts, turn: AudienceTurn): Promise<void> {
  const listed = await tx
    .selectFrom('policy_audience')
    .select('policy_guid as guid')
    .where('subject_kind', '=', 'group')
    .where('subject', 'in', turn.names)
    .execute();
  if (listed.length === 0) return;
  const policies = await findPurposePolicies(tx, { policyGuids: listed.map(({ guid }) => guid) });
  for (const { stored, enabled } of policies) {
    if (!enabled) continue;
    if (stored.effect === 'allow' && turn.gains) requireMayHandOn(facts, stored);
    if (stored.effect !== 'allow' && turn.loses) requireMayLift(facts, stored);
  }
}
