import { requireCapability } from '../../access/index.ts';
import {
  isCatalogError,
  isJsonObject,
  newGuid,
  requireNoProblems,
  type JsonObject,
  type JsonValue,
  type Problem,
} from '../../foundation/index.ts';
import type { Principal } from '../../identity/index.ts';
import type { WorkflowsDeps } from '../deps.ts';
import { createScrubber } from '../engine/scrubber.ts';
import type { Credential } from '../package.ts';
import { parseCredentialInput } from './credential-input.ts';
import { mergeCredential, openRow } from './credential-row.ts';
import { getOwnCredentialRow } from './get-credential.ts';

const testMs = 20_000;

/** Success is exactly this word on the wire. */
const successful = 'successful';

/** Connects with the credential; answers `null` when it works, otherwise what is wrong, without any secret in it. */
export async function findCredentialFault(
  { packages, log }: Pick<WorkflowsDeps, 'packages' | 'log'>,
  credential: Credential,
): Promise<string | null> {
  // COMPAT: these stand for systems that call us; there is nothing to connect to.
  if (credential.connectorType === 'event' || credential.authType === 'atlan_api_key') return null;
  const config = credential.connectorConfigName ?? credential.connector ?? '';
  const tester = packages.find(({ connectorConfigNames }) => connectorConfigNames?.includes(config) === true);
  if (tester?.testCredential === undefined) return `this server cannot test credentials of \`${config}\``;
  const scrubber = createScrubber();
  scrubber.learn(credential);
  try {
    await tester.testCredential(credential, AbortSignal.timeout(testMs));
    return null;
  } catch (error) {
    if (isCatalogError(error)) return scrubber.scrub(error.message);
    log.warn({ err: error, config }, 'a credential test failed unexpectedly');
    return 'the test failed unexpectedly; the log of the server has the details';
  }
}

/**
 * Tests a credential as sent (Atlan wire, test). One that names a stored credential by `id` is tested with the stored secrets
 * where it brings none. Never throws for a credential that does not work: the answer says so.
 * Throws `permission_denied`, `field_invalid`, `record_not_found`.
 */
export async function testCredential(deps: WorkflowsDeps, principal: Principal, body: unknown): Promise<JsonObject> {
  requireCapability(principal, 'credential.manage');
  const problems: Problem[] = [];
  const input = parseCredentialInput(body as JsonValue, 'credential', problems);
  requireNoProblems('field_invalid', problems);
  const id = isJsonObject(body) && typeof body.id === 'string' && body.id !== '' ? body.id : null;
  const stored = id === null ? null : openRow(deps.vault, await getOwnCredentialRow(deps.db, principal, id));
  const fault = await findCredentialFault(deps, mergeCredential(id ?? newGuid(), input, stored));
  const requestId = newGuid();
  if (fault === null) return { code: 200, message: successful, error: null, info: {}, requestId };
  return { code: 400, message: fault, error: fault, info: {}, requestId };
}
