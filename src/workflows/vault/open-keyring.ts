import type { Logger } from '../../foundation/index.ts';
import type { Db } from '../../postgres/index.ts';
import { createFileKeyring, createFixedKeyring, parseKeys } from './key-file.ts';
import type { KmsClient } from './kms-client.ts';
import { KmsKeyring } from './kms-keyring.ts';
import { withoutRepeats, wrappingKey, type Keyring, type WrappingKey } from './wrapping-key.ts';

/** Where the wrapping keys of a server come from. AWS KMS wraps before the environment, the environment before the file; all unwrap. */
export interface KeyringSources {
  readonly db: Db;
  readonly log: Logger;
  /** Path of a key file; made when it is not there. `null` for none. */
  readonly keyFile: string | null;
  /** Keys as text, such as an environment variable holds them; `null` for none. */
  readonly keyText: string | null;
  /** ARN of a key of AWS KMS, and who speaks with it; `null` for none. */
  readonly kms: { readonly kmsKey: string; readonly client: KmsClient } | null;
}

const howToRotateText =
  'the vault keys are in the environment: put a new one, 32 random bytes in base64, behind the old one on every node, then before it, then take the old one away';

function textKeyring(text: string): Keyring {
  const [first, ...rest] = parseKeys(text, 'the vault keys in the environment');
  const keys = [wrappingKey(first, 'environment'), ...rest.map((bytes) => wrappingKey(bytes, 'environment'))] as const;
  return createFixedKeyring(keys, howToRotateText);
}

function join(first: Keyring, others: readonly Keyring[]): Keyring {
  const all = [first, ...others];
  return {
    keys: () => {
      const [current, ...former] = first.keys();
      const rest: WrappingKey[] = [...former, ...others.flatMap((keyring) => keyring.keys())];
      return [current, ...withoutRepeats([current, ...rest]).slice(1)];
    },
    rotate: () => first.rotate(),
    get problem() {
      return all.map(({ problem }) => problem).find((problem) => problem !== null) ?? null;
    },
    stop: () => all.forEach((keyring) => keyring.stop()),
  };
}

/**
 * Opens every source that is named. Throws `state_conflict` for keys that cannot be used or when there is no source,
 * `store_unavailable` when AWS KMS does not answer.
 */
export async function openKeyring({ db, log, keyFile, keyText, kms }: KeyringSources): Promise<Keyring> {
  const keyrings: Keyring[] = [];
  if (kms !== null) {
    const keyring = new KmsKeyring({ db, log, kms: kms.client, kmsKey: kms.kmsKey });
    await keyring.start();
    keyrings.push(keyring);
  }
  try {
    if (keyText !== null) keyrings.push(textKeyring(keyText));
    if (keyFile !== null) keyrings.push(createFileKeyring(keyFile));
    const [first, ...others] = keyrings;
    if (first === undefined) throw new TypeError('a vault without a source of keys');
    return join(first, others);
  } catch (error) {
    keyrings.forEach((keyring) => keyring.stop());
    throw error;
  }
}
