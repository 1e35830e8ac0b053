import {
  findOrphans,
  governPeople,
  isWorkspaceOwner,
  nameAbandoned,
  recordConnectionAdmins,
  requireConnectionChange,
  requireSomebodyElse,
  type Abandoned,
  type AccessFacts,
} from '../../access/index.ts';
import { recordAudit } from '../../audit/index.ts';
import { CatalogError } from '../../foundation/index.ts';
import { getActivePerson, holdPerson, removePerson, type Person, type Principal } from '../../identity/index.ts';
import { retryTransaction, type Tx } from '../../postgres/index.ts';
import type { CatalogDeps } from '../deps.ts';
import { adminsOf } from '../entities/governed-writes.ts';
import { textsOf } from '../entities/texts-of.ts';
import { leaveCollections, sortLeftCollections } from './leave-collections.ts';
import { rewriteAssets } from './rewrite-assets.ts';

export interface UserRemoval {
  readonly userId: string;
  /** The user name of who takes over the connections that the removed person alone administers, and the shared collections. */
  readonly transferTo?: string | undefined;
}

export interface RemovedUser {
  /** Qualified names of the connections and query collections that were handed over. */
  readonly transferred: readonly string[];
}

async function getHeir(tx: Tx, transferTo: string, leaving: Person): Promise<Person> {
  const heir = await getActivePerson(tx, transferTo, 'transferTo');
  const refusal =
    heir.id === leaving.id
      ? 'is the one who is removed'
      : heir.role === 'guest'
        ? 'is a guest, who never writes'
        : null;
  if (refusal === null) return heir;
  const message = `\`${transferTo}\` ${refusal}`;
  throw new CatalogError('field_invalid', `transferTo: ${message}`, { details: [{ path: 'transferTo', message }] });
}

/** What one who leaves hands over, to whom, and who sees to it. */
interface Handover {
  readonly facts: AccessFacts;
  readonly orphans: readonly Abandoned[];
  readonly leaving: Person;
  readonly heir: Person;
  readonly now: number;
}

/** INVARIANT: the asset of a connection shows the admins that decisions are made from; both change here, together. */
async function handOver(tx: Tx, { facts, orphans, leaving, heir, now }: Handover): Promise<void> {
  const connections = await rewriteAssets(tx, {
    guids: orphans.map(({ guid }) => guid),
    username: facts.principal.username,
    now,
    change: ({ attributes }) => {
      const staying = textsOf(attributes, 'adminUsers').filter((name) => name !== leaving.username);
      return { adminUsers: [...new Set([...staying, heir.username])] };
    },
  });
  for (const connection of connections) {
    const admins = adminsOf(connection);
    // The owner of the workspace appoints whom they like; an API token hands on only what it holds.
    if (!isWorkspaceOwner(facts)) await requireConnectionChange({ tx }, facts, admins);
    await recordConnectionAdmins({ tx }, admins);
  }
}

function refuseOrphans(facts: AccessFacts, leaving: Person, orphans: readonly Abandoned[]): CatalogError {
  const named = nameAbandoned(facts, orphans);
  return new CatalogError(
    'state_conflict',
    `\`${leaving.username}\` alone administers ${named}; name in \`transferTo\` the user who takes over`,
  );
}

/**
 * Removes a person for good. Nothing of theirs is let in once this has answered; API tokens that they made work on. Connections that would
 * be left without a living admin go to `transferTo`, in the same transaction, and so do query collections that others may see; those that
 * nobody else could see are deleted with all that is in them.
 * Throws `permission_denied` (no `user.manage`, oneself, a handover of what one does not hold), `record_not_found`,
 * `field_invalid` for an heir who is none, `state_conflict` when no workspace admin would be left or connections have no heir.
 */
export async function removeUser(deps: CatalogDeps, principal: Principal, input: UserRemoval): Promise<RemovedUser> {
  return retryTransaction(deps.db, async (tx) => {
    const facts = await governPeople(tx, principal, 'user.manage');
    const leaving = await holdPerson(tx, input.userId);
    requireSomebodyElse(facts, leaving, 'removes themselves');
    const heir = input.transferTo === undefined ? null : await getHeir(tx, input.transferTo, leaving);
    const { orphans } = await findOrphans(tx, () => removePerson(tx, leaving));
    const collections = orphans.filter(({ kind }) => kind === 'collection').map(({ guid }) => guid);
    const left = await sortLeftCollections(tx, collections);
    const handedOver = orphans.filter(({ guid }) => !left.private.includes(guid));
    if (handedOver.length > 0) {
      if (heir === null) throw refuseOrphans(facts, leaving, handedOver);
      const connections = handedOver.filter(({ kind }) => kind === 'connection');
      await handOver(tx, { facts, orphans: connections, leaving, heir, now: deps.clock.now().getTime() });
    }
    const deleted = await leaveCollections({ ...deps, tx }, { facts, leaving, left, heir });
    const transferred = handedOver.map(({ qualifiedName }) => qualifiedName);
    await recordAudit(tx, {
      actor: principal,
      action: 'user.remove',
      objectKind: 'actor',
      objectId: leaving.id,
      detail: {
        ...{ username: leaving.username, transferred },
        ...(heir === null ? {} : { transferTo: heir.username }),
        ...(deleted.length === 0 ? {} : { deleted }),
      },
    });
    return { transferred };
  });
}
