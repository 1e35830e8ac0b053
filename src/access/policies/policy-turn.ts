import { isSubset } from '../../policy/index.ts';
import { isAudienceWithin, type Audience } from '../purposes/audience.ts';
import { compilePolicy, type StoredPolicy } from './compile-policy.ts';

/** A policy as far as it decides: what it says, whether it counts, and for whom it is. */
export interface PolicyState {
  readonly stored: StoredPolicy;
  /** Its own switch and that of what it belongs to. */
  readonly enabled: boolean;
  /** `null` for the members of its persona, whoever they are. */
  readonly audience: Audience | null;
}

/** A change of one policy; `null` where there is none before or after. */
export interface PolicyTurn {
  readonly before: PolicyState | null;
  readonly after: PolicyState | null;
}

/** Whether all that `narrow` does is surely done by `wide`, for the same people and more. */
function covers(wide: PolicyState | null, narrow: PolicyState): boolean {
  if (wide === null || !wide.enabled) return false;
  if (wide.stored.effect !== narrow.stored.effect || wide.stored.mask !== narrow.stored.mask) return false;
  if (narrow.audience !== null && (wide.audience === null || !isAudienceWithin(narrow.audience, wide.audience))) {
    return false;
  }
  const done = compilePolicy(wide.stored);
  return compilePolicy(narrow.stored).every(({ actions, where }) =>
    actions.every((action) => done.some((one) => one.actions.includes(action) && isSubset(where, one.where))),
  );
}

/** The allow that somebody gains by the change, as it is afterwards, or `null`. What cannot be told counts as gained. */
export function gainedBy({ before, after }: PolicyTurn): StoredPolicy | null {
  if (after?.enabled !== true || after.stored.effect !== 'allow') return null;
  return covers(before, after) ? null : after.stored;
}

/** The deny or mask that the change frees somebody from, as it was, or `null`. What cannot be told counts as freed. */
export function liftedBy({ before, after }: PolicyTurn): StoredPolicy | null {
  if (before?.enabled !== true || before.stored.effect === 'allow') return null;
  return covers(after, before) ? null : before.stored;
}
