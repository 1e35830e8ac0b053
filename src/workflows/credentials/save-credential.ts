import { requireCapability } from '../../access/index.ts';
import { recordAudit } from '../../audit/index.ts';
import {
  CatalogError,
  newGuid,
  requireNoProblems,
  type JsonObject,
  type JsonValue,
  type Problem,
} from '../../foundation/index.ts';
import type { Principal } from '../../identity/index.ts';
import { transact } from '../../postgres/index.ts';
import type { WorkflowsDeps } from '../deps.ts';
import { parseCredentialInput, type CredentialInput } from './credential-input.ts';
import { mergeCredential, openRow, originColumns, renderCredential, sealRow } from './credential-row.ts';
import { getOwnCredentialRow, holdOwnCredentialRow } from './get-credential.ts';
import { requireSecretsAnew } from './require-secrets-anew.ts';
import { isSecretEntry } from './secret-key.ts';
import { configOf, findCredentialFault } from './test-credential.ts';

function parseInput(body: unknown): CredentialInput {
  const problems: Problem[] = [];
  const input = parseCredentialInput(body as JsonValue, 'credential', problems);
  requireNoProblems('field_invalid', problems);
  return input;
}

export interface CredentialCreation {
  readonly body: unknown;
  /** Connect with it first, and refuse one that does not work. */
  readonly isTested: boolean;
}

/**
 * Keeps a credential in the vault (Atlan wire, create); answers it without its secrets.
 * Throws `permission_denied`, `field_invalid` (also for one that was to be tested and does not work).
 */
export async function createCredential(
  deps: WorkflowsDeps,
  principal: Principal,
  { body, isTested }: CredentialCreation,
): Promise<JsonObject> {
  requireCapability(principal, 'credential.manage');
  const input = parseInput(body);
  if (input.connectorConfigName === undefined && input.connector === undefined) {
    throw new CatalogError('field_invalid', 'expected `connectorConfigName` or `connector`');
  }
  const guid = newGuid();
  const credential = mergeCredential(guid, input, null);
  const fault = isTested ? await findCredentialFault(deps, credential) : null;
  if (fault !== null) throw new CatalogError('field_invalid', `the credential does not work: ${fault}`);
  const at = deps.clock.now();
  const columns = sealRow(deps.vault, { input, credential, before: null, at });
  const row = await transact(deps.db, async (tx) => {
    const inserted = await tx
      .insertInto('credential')
      .values({ ...columns, ...originColumns(guid, principal, at), workflow_id: null, parameter: null })
      .returningAll()
      .executeTakeFirstOrThrow();
    const detail = { name: credential.name, connector: configOf(credential), tested: isTested };
    await recordAudit(tx, {
      actor: principal,
      action: 'credential.create',
      objectKind: 'credential',
      objectId: guid,
      detail,
    });
    return inserted;
  });
  return renderCredential(deps.vault, row, principal.username);
}

function bringsSecret({ password, extra = {} }: CredentialInput): boolean {
  return password !== undefined || Object.entries(extra).some(([key, value]) => isSecretEntry(key, value));
}

export interface CredentialUpdate {
  readonly guid: string;
  readonly body: unknown;
}

/**
 * Changes a credential (Atlan wire, update); secrets that are not sent stay, unless it is to go elsewhere with them: then they are asked for.
 * A run that works with it uses what it is now from its next step on. Throws `permission_denied`, `field_invalid`, `record_not_found`.
 */
export async function updateCredential(
  deps: WorkflowsDeps,
  principal: Principal,
  { guid, body }: CredentialUpdate,
): Promise<JsonObject> {
  requireCapability(principal, 'credential.manage');
  const input = parseInput(body);
  return transact(deps.db, async (tx) => {
    const before = await holdOwnCredentialRow(tx, principal, guid);
    const stored = openRow(deps.vault, before);
    const problems: Problem[] = [];
    requireSecretsAnew(stored, input, { path: 'credential', problems });
    requireNoProblems('field_invalid', problems);
    const credential = mergeCredential(before.id, input, stored);
    const columns = sealRow(deps.vault, { input, credential, before, at: deps.clock.now() });
    const row = await tx
      .updateTable('credential')
      .set(columns)
      .where('id', '=', before.id)
      .returningAll()
      .executeTakeFirstOrThrow();
    const detail = { name: credential.name, connector: configOf(credential), secretsSent: bringsSecret(input) };
    await recordAudit(tx, {
      actor: principal,
      action: 'credential.update',
      objectKind: 'credential',
      objectId: guid,
      detail,
    });
    return renderCredential(deps.vault, row, before.creator);
  });
}

/** Deletes a credential with its secrets (Atlan wire, archive). Throws `permission_denied`, `record_not_found`. */
export async function archiveCredential(
  deps: Pick<WorkflowsDeps, 'db'>,
  principal: Principal,
  guid: string,
): Promise<void> {
  requireCapability(principal, 'credential.manage');
  await transact(deps.db, async (tx) => {
    const { id, name } = await getOwnCredentialRow(tx, principal, guid);
    await tx.deleteFrom('credential').where('id', '=', id).execute();
    const detail = { name };
    await recordAudit(tx, {
      actor: principal,
      action: 'credential.archive',
      objectKind: 'credential',
      objectId: guid,
      detail,
    });
  });
}
