import { bumpPolicyEpoch } from '../../identity/index.ts';
import { type Tx } from '../../postgres/index.ts';
import { type AccessFacts } from '../gather-facts.ts';
import { requireMayLink } from '../hand-on.ts';
import { type PersonaName } from '../personas/persona-names.ts';
import { requirePoliciesWithinLimit } from '../personas/policies-per-actor.ts';

/** Which personas a token is to be linked to, all of them, and which it is linked to now. */
export interface TokenLinks {
  readonly username: string;
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
 * Replaces the personas of a token inside the caller's transaction and answers what changed. Throws unless the actor may
 * hand on what that gives to the token, or when the token would hold too many policies.
 */
export async function replaceTokenLinks(tx: Tx, facts: AccessFacts, links: TokenLinks): Promise<TokenLinkChanges> {
  const changes = compareLinks(links);
  const gained = changes.linked.map(({ guid }) => guid);
  const lost = changes.unlinked.map(({ guid }) => guid);
  if (gained.length + lost.length === 0) return changes;
  await requireMayLink(tx, facts, { gained, lost });
  if (lost.length > 0) {
    await tx
      .deleteFrom('persona_member')
      .where('subject_kind', '=', 'token')
      .where('subject', '=', links.username)
      .where('persona_guid', 'in', lost)
      .execute();
  }
  if (gained.length > 0) {
    await tx
      .insertInto('persona_member')
      .values(gained.map((guid) => ({ persona_guid: guid, subject_kind: 'token' as const, subject: links.username })))
      .execute();
  }
  await requirePoliciesWithinLimit(tx, gained);
  await bumpPolicyEpoch(tx);
  return changes;
}
