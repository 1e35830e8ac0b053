import { CatalogError } from '../../foundation/index.ts';
import {
  findActorWithNumber,
  findNumberedActor,
  listNumberedPeople,
  type NumberedActor,
  type PeopleFilter,
  type PeopleWindow,
  type Principal,
} from '../../identity/index.ts';
import { hasCapability, requireCapability } from '../capabilities.ts';
import { type AccessDeps } from '../deps.ts';
import { gatherFacts } from '../gather-facts.ts';

/** The actor itself by its number, with what decides how its role is called (Alation wire, userinfo). */
export interface NumberedSelf {
  readonly actor: NumberedActor;
  /** As whom it acts now. */
  readonly principal: Principal;
  readonly administersConnection: boolean;
}

/** The record of the caller, person or service account. Throws `token_invalid` when it was removed meanwhile. */
export async function describeNumberedSelf(deps: AccessDeps, principal: Principal): Promise<NumberedSelf> {
  const actor = await findActorWithNumber(deps.db, principal.actorId);
  if (actor === null) throw new CatalogError('token_invalid', 'the actor behind this credential was removed');
  const facts = await gatherFacts(deps.db, principal);
  return { actor, principal: facts.principal, administersConnection: facts.connections.length > 0 };
}

/** People, and where the next page of them begins. */
export interface PeoplePage {
  readonly objects: readonly NumberedActor[];
  /** `null` behind the last one. */
  readonly next: { readonly skip: number; readonly limit: number } | null;
}

/** A page of people by their numbers. Throws `permission_denied` without `user.manage`. */
export async function listPeopleByNumber(
  deps: AccessDeps,
  principal: Principal,
  { filter, window }: { readonly filter: PeopleFilter; readonly window: PeopleWindow },
): Promise<PeoplePage> {
  requireCapability(principal, 'user.manage');
  const { skip, limit } = window;
  // One more than the page holds says whether there is another one.
  const people = await listNumberedPeople(deps.db, filter, { ...window, limit: limit + 1 });
  return { objects: people.slice(0, limit), next: people.length > limit ? { skip: skip + limit, limit } : null };
}

/**
 * The person with this number: anybody's for who manages users, one's own for everybody. Throws `record_not_found`.
 * SECURITY: the same for somebody else as for nobody.
 */
export async function getPersonByNumber(
  deps: AccessDeps,
  principal: Principal,
  number: number,
): Promise<NumberedActor> {
  const actor = await findNumberedActor(deps.db, number);
  const isOwn = actor?.id === principal.actorId;
  const shown = isOwn || (actor?.kind === 'user' && hasCapability(principal, 'user.manage'));
  if (actor === null || !shown) throw new CatalogError('record_not_found', `there is no user \`${String(number)}\``);
  return actor;
}
