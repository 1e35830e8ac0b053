import { bumpPolicyEpoch } from '../../identity/index.ts';
import { type Tx } from '../../postgres/index.ts';
import { type AccessFacts } from '../gather-facts.ts';
import { requireMayLink } from '../hand-on.ts';
import { type PersonaName } from '../personas/persona-names.ts';
import { requirePoliciesWithinLimit } from '../policies/policies-per-actor.ts';

/** Which personas an API token or OAuth client is to be linked to, all of them, and which it is linked to now. */
export interface TokenLinks {
  readonly username: string;
  /** An API token when absent. */
  readonly kind?: 'token' | 'client';
  readonly before: readonly PersonaName[];
  readonly after: readonly PersonaName[];
}

export interface TokenLinkChanges {
  readonly linked: readonly PersonaName[];
  readonly unlinked: readonly PersonaName[];
}

function without(some: readonly PersonaName[], others: readonly PersonaName[]): PersonaName[] {
  return some.filter(({ guid }) => !others.some((other) => other.guid === guid));
}

/** What going from `before` to `after` changes. */
export function compareLinks({ before, after }: Pick<TokenLinks, 'before' | 'after'>): TokenLinkChanges {
  return { linked: without(after, before), unlinked: without(before, after) };
}

/**
 * Replaces the personas of a token or client inside the caller's transaction and answers what changed. Throws unless the
 * actor may hand on what that gives to it, or when it would hold too many policies.
 */
export async function replaceTokenLinks(tx: Tx, facts: AccessFacts, links: TokenLinks): Promise<TokenLinkChanges> {
  const { username: subject, kind = 'token' } = links;
  const changes = compareLinks(links);
  const gained = changes.linked.map(({ guid }) => guid);
  const lost = changes.unlinked.map(({ guid }) => guid);
  if (gained.length + lost.length === 0) return changes;
  await requireMayLink(tx, facts, { gained, lost });
  if (lost.length > 0) {
    await tx
      .deleteFrom('persona_member')
      .where('subject_kind', '=', kind)
      .where('subject', '=', subject)
      .where('persona_guid', 'in', lost)
      .execute();
  }
  if (gained.length > 0) {
    await tx
      .insertInto('persona_member')
      .values(gained.map((guid) => ({ persona_guid: guid, subject_kind: kind, subject })))
      .execute();
  }
  await requirePoliciesWithinLimit(tx, { personaGuids: gained });
  await bumpPolicyEpoch(tx);
  return changes;
}
