import { requireCapability } from '../../access/index.ts';
import { recordAudit } from '../../audit/index.ts';
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
import { transact } from '../../postgres/index.ts';
import type { WorkflowsDeps } from '../deps.ts';
import { createScrubber } from '../engine/scrubber.ts';
import type { Credential, Package } from '../package.ts';
import { parseCredentialInput } from './credential-input.ts';
import { mergeCredential, openRow } from './credential-row.ts';
import { getOwnCredentialRow } from './get-credential.ts';
import { requireSecretsAnew } from './require-secrets-anew.ts';

const testMs = 20_000;

/** Success is exactly this word on the wire. */
const successful = 'successful';

/** What a credential is for, by the name that packages know it by. */
export function configOf({ connectorConfigName, connector }: Credential): string {
  return connectorConfigName ?? connector ?? '';
}

type Tester = NonNullable<Package['testCredential']>;

function findTester({ packages }: Pick<WorkflowsDeps, 'packages'>, config: string): Tester | null {
  for (const { connectorConfigNames = [], testCredential } of packages) {
    if (testCredential !== undefined && connectorConfigNames.includes(config)) return testCredential;
  }
  return null;
}

function explainUntestable({ packages }: Pick<WorkflowsDeps, 'packages'>, config: string): string {
  const testable = packages.flatMap(({ connectorConfigNames = [], testCredential }) =>
    testCredential === undefined ? [] : connectorConfigNames,
  );
  const known = [...new Set(testable)].sort().map((name) => `\`${name}\``);
  const subject = config === '' ? 'a credential without `connectorConfigName`' : `credentials of \`${config}\``;
  const others = known.length === 0 ? 'it tests none' : `it tests those of ${known.join(', ')}`;
  return `this server cannot test ${subject}; ${others}. With \`testCredential=false\` it is kept untested`;
}

/** Ends with the signal, also when the package does not listen to it. */
async function testWithin(test: Tester, credential: Credential, signal: AbortSignal): Promise<JsonObject> {
  const late = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
  return (await Promise.race([test(credential, signal), late])) ?? {};
}

/** What a test found. */
interface Tested {
  /** What is wrong, without any secret in it; `null` when the credential works. */
  readonly fault: string | null;
  /** What the package tells beyond that. */
  readonly info: JsonObject;
}

/** Connects with the credential; answers `null` when it works, otherwise what is wrong, without any secret in it. */
export async function findCredentialFault(
  deps: Pick<WorkflowsDeps, 'packages' | 'log'>,
  credential: Credential,
): Promise<string | null> {
  return (await tryCredential(deps, credential)).fault;
}

async function tryCredential(deps: Pick<WorkflowsDeps, 'packages' | 'log'>, credential: Credential): Promise<Tested> {
  // COMPAT: these stand for systems that call us; there is nothing to connect to.
  if (credential.connectorType === 'event' || credential.authType === 'atlan_api_key') return { fault: null, info: {} };
  const config = configOf(credential);
  const tester = findTester(deps, config);
  if (tester === null) return { fault: explainUntestable(deps, config), info: {} };
  const scrubber = createScrubber();
  scrubber.learn(credential);
  const signal = AbortSignal.timeout(testMs);
  try {
    return { fault: null, info: await testWithin(tester, credential, signal) };
  } catch (error) {
    if (isCatalogError(error)) {
      const problems = (error.details ?? []).map(({ path, message }) => ({ path, message: scrubber.scrub(message) }));
      return { fault: scrubber.scrub(error.message), info: problems.length === 0 ? {} : { problems } };
    }
    if (signal.aborted) return { fault: `the source did not answer within ${testMs / 1_000} s`, info: {} };
    deps.log.warn({ err: scrubber.scrubError(error), config }, 'a credential test failed unexpectedly');
    return { fault: 'the test failed unexpectedly; the log of the server has the details', info: {} };
  }
}

/**
 * Tests a credential as sent (Atlan wire, test). One that names a stored credential by `id` is tested with the stored secrets
 * where it brings none, as long as it goes where it went before. Never throws for a credential that does not work: the answer says so.
 * Throws `permission_denied`, `field_invalid`, `record_not_found`.
 */
export async function testCredential(deps: WorkflowsDeps, principal: Principal, body: unknown): Promise<JsonObject> {
  requireCapability(principal, 'credential.manage');
  const problems: Problem[] = [];
  const input = parseCredentialInput(body as JsonValue, 'credential', problems);
  requireNoProblems('field_invalid', problems);
  const id = isJsonObject(body) && typeof body.id === 'string' && body.id !== '' ? body.id : null;
  const stored = id === null ? null : openRow(deps.vault, await getOwnCredentialRow(deps.db, principal, id));
  if (stored !== null) requireSecretsAnew(stored, input, { path: 'credential', problems });
  requireNoProblems('field_invalid', problems);
  const credential = mergeCredential(stored?.guid ?? newGuid(), input, stored);
  const { fault, info } = await tryCredential(deps, credential);
  const detail = { connector: configOf(credential), stored: stored !== null, works: fault === null };
  const object = { objectKind: 'credential', objectId: stored?.guid ?? 'not stored' } as const;
  await transact(deps.db, (tx) => recordAudit(tx, { actor: principal, action: 'credential.test', ...object, detail }));
  const requestId = newGuid();
  if (fault === null) return { code: 200, message: successful, error: null, info, requestId };
  return { code: 400, message: fault, error: fault, info, requestId };
}
