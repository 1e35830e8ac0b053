import { DecryptCommand, GenerateDataKeyCommand, KMSClient, type KMSClientConfig, KMSServiceException } from '@aws-sdk/client-kms'; // prettier-ignore
import { CatalogError } from '../../foundation/index.ts';

/** The two things that the vault asks of AWS KMS. */
export interface KmsClient {
  /** A new key of 32 bytes, in the clear and as KMS encrypted it. */
  generateDataKey(kmsKey: string): Promise<{ readonly plain: Buffer; readonly wrapped: Buffer }>;
  decrypt(kmsKey: string, wrapped: Buffer): Promise<Buffer>;
}

export interface KmsOptions {
  /** Where KMS answers; `null` for the region's own address. */
  readonly endpoint: string | null;
  /** Who asks; when absent, found as every AWS program finds it. */
  readonly keys?: NonNullable<KMSClientConfig['credentials']>;
}

const attemptsMax = 3;
const callMs = 10_000;

/** SECURITY: authenticated by KMS and told by CloudTrail: what was made for the vault is decrypted for nothing else. */
const EncryptionContext = { application: 'clavis', purpose: 'vault' };

const arnForm = /^arn:aws[\w-]*:kms:([a-z0-9-]+):\d{12}:(?:key|alias)\/[\w/-]+$/;

/** The region of a KMS key, or `null` for what is no ARN of a key or alias. */
export function regionOfKmsKey(arn: string): string | null {
  return arnForm.exec(arn)?.[1] ?? null;
}

/** Said outright, so that the endpoint of some other AWS service in the environment is not taken for that of the vault's keys. */
function ownAddress(region: string): string {
  return `https://kms.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
}

function openClient(region: string, { endpoint, keys }: KmsOptions): KMSClient {
  return new KMSClient({
    region,
    maxAttempts: attemptsMax,
    requestHandler: { connectionTimeout: 5_000, requestTimeout: callMs, throwOnRequestTimeout: true },
    endpoint: endpoint ?? ownAddress(region),
    ...(keys === undefined ? {} : { credentials: keys }),
  });
}

function bytesOf(bytes: Uint8Array | undefined, name: string): Buffer {
  if (bytes === undefined) throw new CatalogError('store_unavailable', `AWS KMS answered without \`${name}\``);
  return Buffer.from(bytes);
}

/** SECURITY: an answer that is none of ours may hold anything; only the words of the protocol and of the network are repeated. */
function faultOf(error: unknown): string {
  if (!(error instanceof Error)) return 'no reason';
  if (error instanceof KMSServiceException)
    return error.message === '' ? error.name : `${error.name}: ${error.message}`;
  if ('code' in error || error.name === 'CredentialsProviderError' || error.name === 'TimeoutError')
    return error.message;
  return `no answer of AWS KMS (${error.name})`;
}

/** Calls AWS KMS. Throws `store_unavailable` naming the KMS key when KMS refuses or cannot be reached. */
export function createKmsClient(options: KmsOptions): KmsClient {
  const clients = new Map<string, KMSClient>();
  const clientOf = (kmsKey: string): KMSClient => {
    const region = regionOfKmsKey(kmsKey);
    if (region === null) throw new CatalogError('state_conflict', `\`${kmsKey}\` is no ARN of a KMS key or alias`);
    const client = clients.get(region) ?? openClient(region, options);
    clients.set(region, client);
    return client;
  };
  const call = async <T>(action: string, kmsKey: string, send: (client: KMSClient) => Promise<T>): Promise<T> => {
    const client = clientOf(kmsKey);
    try {
      return await send(client);
    } catch (cause) {
      const message = `AWS KMS refused ${action} with the key \`${kmsKey}\`: ${faultOf(cause)}`;
      throw new CatalogError('store_unavailable', message, { cause });
    }
  };
  return {
    generateDataKey: async (KeyId) => {
      const command = new GenerateDataKeyCommand({ KeyId, EncryptionContext, KeySpec: 'AES_256' });
      const { Plaintext, CiphertextBlob } = await call('GenerateDataKey', KeyId, (kms) => kms.send(command));
      return { plain: bytesOf(Plaintext, 'Plaintext'), wrapped: bytesOf(CiphertextBlob, 'CiphertextBlob') };
    },
    decrypt: async (KeyId, CiphertextBlob) => {
      const command = new DecryptCommand({ KeyId, EncryptionContext, CiphertextBlob });
      const { Plaintext } = await call('Decrypt', KeyId, (kms) => kms.send(command));
      return bytesOf(Plaintext, 'Plaintext');
    },
  };
}
