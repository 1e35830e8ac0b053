import { recordAudit } from '../../audit/index.ts';
import { requireNoProblems, type JsonObject } from '../../foundation/index.ts';
import {
  lockWorkspaceSettings,
  readWorkspaceSettings,
  writeWorkspaceSettings,
  type Principal,
  type SettingChanges,
  type WorkspaceSettings,
} from '../../identity/index.ts';
import { retryTransaction } from '../../postgres/index.ts';
import { requireCapability } from '../capabilities.ts';
import { type AccessDeps } from '../deps.ts';
import { gatherFacts } from '../gather-facts.ts';

/** What holds for the whole workspace. Throws `permission_denied` without `settings.manage`. */
export async function getWorkspaceSettings(deps: AccessDeps, principal: Principal): Promise<WorkspaceSettings> {
  requireCapability(principal, 'settings.manage');
  return readWorkspaceSettings(deps.db);
}

/** Thirteen years, from which on the Atlan wire means "never". */
const validityMax = 409_967_999;

function requireValidityMax(seconds: number | null | undefined): void {
  if (seconds === undefined || seconds === null) return;
  if (Number.isInteger(seconds) && seconds >= 60 && seconds <= validityMax) return;
  const message = `must be a whole number of seconds from 60 to ${String(validityMax)}, or null for no maximum; got \`${String(seconds)}\``;
  requireNoProblems('field_invalid', [{ path: 'tokens.validitySecondsMax', message }]);
}

function asJson({ tokens, sessions, alation }: WorkspaceSettings): JsonObject {
  return { tokens: { ...tokens }, sessions: { ...sessions }, alation: { ...alation } };
}

/**
 * Changes the settings that are given and answers all of them; the audit record has all of them before and after. A shorter
 * maximum of validity holds for new API tokens: those that live keep their expiry.
 * Throws `permission_denied` without `settings.manage`, `field_invalid`.
 */
export async function updateWorkspaceSettings(
  deps: AccessDeps,
  principal: Principal,
  changes: SettingChanges,
): Promise<WorkspaceSettings> {
  requireValidityMax(changes.tokens?.validitySecondsMax);
  return retryTransaction(deps.db, async (tx) => {
    const facts = await gatherFacts(tx, principal);
    requireCapability(facts.principal, 'settings.manage');
    const before = await lockWorkspaceSettings(tx);
    const after = await writeWorkspaceSettings(tx, changes);
    await recordAudit(tx, {
      actor: principal,
      action: 'settings.update',
      objectKind: 'workspace',
      objectId: 'default',
      detail: { before: asJson(before), after: asJson(after) },
    });
    return after;
  });
}
