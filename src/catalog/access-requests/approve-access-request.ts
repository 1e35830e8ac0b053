import {
  endAccessRequest,
  gatherRequestView,
  linkToPersona,
  lockAccessRequest,
  requireDecider,
  requireDecisionReason,
  requireLivingRequester,
  requirePending,
  requireVisibleRequest,
  showAccessRequest,
  type AccessRequest,
  type AccessRequestDecision,
  type HeldAccessRequest,
} from '../../access/index.ts';
import { CatalogError } from '../../foundation/index.ts';
import { keepPeople, type Principal } from '../../identity/index.ts';
import { retryTransaction } from '../../postgres/index.ts';
import { changeConnectionAdminsIn } from '../connections/change-connection-admins.ts';
import type { CatalogDeps, CatalogTxDeps } from '../deps.ts';
import type { AssetRow } from '../entities/asset-row.ts';
import { lockAssets } from '../entities/asset-store.ts';
import { textsOf } from '../entities/texts-of.ts';
import { saveEntitiesIn } from '../entities/save-entities.ts';

/** What is asked for, held. Throws `state_conflict` when it was archived or removed since. */
async function holdTarget({ tx }: CatalogTxDeps, { record }: HeldAccessRequest): Promise<AssetRow> {
  const guid = record.object?.guid ?? '';
  const row = (await lockAssets(tx, [guid])).get(guid);
  if (row?.state === 'ACTIVE') return row;
  throw new CatalogError('state_conflict', `what access request \`${record.id}\` asks for is gone`);
}

async function addToConnection(deps: CatalogTxDeps, principal: Principal, { record }: HeldAccessRequest) {
  const { requester, object } = record;
  const nobody = { users: [], groups: [], roles: [], tokens: [] };
  const names = requester.kind === 'user' ? { users: [requester.username] } : { tokens: [requester.username] };
  await changeConnectionAdminsIn(deps, principal, {
    ...{ kind: 'add', connection: object?.guid ?? '', names: { ...nobody, ...names } },
    onBehalfOf: requester,
  });
}

/** People are named by the persona itself, service accounts are linked from their own side. */
async function addToPersona(
  deps: CatalogTxDeps,
  principal: Principal,
  { held, persona }: { readonly held: HeldAccessRequest; readonly persona: AssetRow },
) {
  const { kind, actorId, username } = held.record.requester;
  const { guid, name, qualifiedName, attributes } = persona;
  if (kind !== 'user') {
    await linkToPersona(deps.tx, held.view.facts, { kind, actorId, username, persona: qualifiedName });
    return;
  }
  const personaUsers = [...new Set([...textsOf(attributes, 'personaUsers'), username])];
  const entity = { typeName: 'Persona', guid, attributes: { name, qualifiedName, personaUsers } };
  await saveEntitiesIn(deps, principal, { entities: [entity] });
}

async function give(deps: CatalogTxDeps, principal: Principal, held: HeldAccessRequest): Promise<void> {
  const target = await holdTarget(deps, held);
  if (held.record.kind === 'persona') await addToPersona(deps, principal, { held, persona: target });
  else await addToConnection(deps, principal, held);
}

/**
 * Approves a pending request: gives what it asks for and ends it, in one transaction. Everything is looked at as it is then: that the approver
 * may give it, that the requester lives, that what it asks for is there and the time has not run out. One that is approved stays as it
 * is, whatever has become of what it gave.
 * Throws `record_not_found` (also for requests of others); `permission_denied` (one's own, or of a token one answers for; giving what one
 * may not); `connection_admin_required`; `state_conflict`; `field_invalid`.
 */
export async function approveAccessRequest(
  deps: CatalogDeps,
  principal: Principal,
  decision: AccessRequestDecision,
): Promise<AccessRequest> {
  requireDecisionReason(decision);
  const { clock, types } = deps;
  return retryTransaction(deps.db, async (tx) => {
    const record = await lockAccessRequest(tx, decision.id);
    await keepPeople(tx);
    const held = { view: await gatherRequestView(tx, principal), record };
    requireVisibleRequest(held);
    requireDecider(held);
    if (record.status === 'approved') return showAccessRequest(held.view, record);
    requirePending(record);
    await requireLivingRequester(tx, record);
    await give({ tx, clock, types }, principal, held);
    return endAccessRequest(tx, principal, { ...held, to: 'approved', reason: decision.reason ?? null });
  });
}
