import { isJsonObject, type JsonObject, type JsonValue, type Problem } from '../../foundation/index.ts';
import type { Credential } from '../package.ts';
import type { CredentialInput } from './credential-input.ts';
import { isSecretEntry } from './secret-key.ts';

/** What says where a secret is sent; the entries of `extra` do too: region, role, endpoint, whether the line is encrypted. */
const destinationKeys = ['host', 'port', 'connector', 'connectorType', 'connectorConfigName'] as const;

/** Text that is the same for the same value, whatever the order of its keys. */
function canonical(value: JsonValue | undefined): string {
  return JSON.stringify(value, (_key, inner: JsonValue) =>
    isJsonObject(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([one], [other]) => (one < other ? -1 : 1)))
      : inner,
  );
}

function changedExtra(before: JsonObject, extra: JsonObject | undefined): string[] {
  if (extra === undefined) return [];
  // A secret that is not sent stays; anything else that is not sent goes.
  const gone = Object.keys(before).filter((key) => !(key in extra) && !isSecretEntry(key, before[key] ?? null));
  const changed = Object.keys(extra).filter((key) => canonical(extra[key]) !== canonical(before[key]));
  return [...gone, ...changed].map((key) => `extra.${key}`);
}

/** The stored secrets that the input does not bring. */
function unsentSecrets(before: Credential, input: CredentialInput): string[] {
  const unsent =
    before.password !== null && before.password !== '' && (input.password ?? '') === '' ? ['password'] : [];
  const inExtra = Object.entries(before.extra).filter(
    ([key, value]) => value !== '' && value !== null && isSecretEntry(key, value) && input.extra?.[key] === undefined,
  );
  return [...unsent, ...inExtra.map(([key]) => `extra.${key}`)];
}

/**
 * SECURITY: a stored secret goes only where it went before. Who changes the destination brings the secrets anew, since otherwise whoever may
 * change or test a credential, without knowing its secret, would have it sent to a place of their own. Adds what is missing to `problems`.
 */
export function requireSecretsAnew(
  before: Credential,
  input: CredentialInput,
  { path, problems }: { readonly path: string; readonly problems: Problem[] },
): void {
  const moved = destinationKeys.filter((key) => input[key] !== undefined && input[key] !== before[key]);
  const changed = [...moved, ...changedExtra(before.extra, input.extra)];
  const [first] = changed;
  if (first === undefined) return;
  for (const secret of unsentSecrets(before, input)) {
    const message = `expected the secret anew, because \`${first}\` changes; a stored secret goes only where it went before`;
    problems.push({ path: `${path}.${secret}`, message });
  }
}
