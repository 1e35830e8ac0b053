import { signingKeySealName } from './oauth/signing-keys.ts';

/** Where secrets lie that a `SecretSealer` sealed: what a vault needs to find them again and wrap them with another key. */
export interface SealedSecrets {
  readonly table: string;
  /** The type of its column `id`. */
  readonly idType: 'uuid' | 'text';
  /** The column of the sealed secret, empty where there is none, and that of the id of its key. The key of the row is `id`. */
  readonly sealed: string;
  readonly keyId: string;
  /** What the sealer is for: whoever assembles the server derives its keys by this word. */
  readonly purpose: string;
  /** The name that the secret of a row is sealed under. */
  nameOf(id: string): string;
}

/** Every secret of this room that is sealed and not digested. */
export const sealedSecrets: readonly SealedSecrets[] = [
  {
    table: 'identity_provider',
    idType: 'uuid',
    sealed: 'client_secret_sealed',
    keyId: 'client_secret_key_id',
    purpose: 'single-sign-on',
    nameOf: (id) => id,
  },
  {
    table: 'oauth_signing_key',
    idType: 'text',
    sealed: 'sealed',
    keyId: 'seal_key',
    purpose: 'oauth-signing-keys',
    nameOf: signingKeySealName,
  },
];
