import { fromNodeProviderChain } from '@aws-sdk/credential-providers';
import { CatalogError, isJsonObject, type JsonObject } from '../../foundation/index.ts';
import { signAwsRequest, type AwsKeys } from './sign-aws-request.ts';

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
  readonly keys?: () => Promise<AwsKeys>;
}

const callMs = 10_000;

/** SECURITY: authenticated by KMS and told by CloudTrail: what was made for the vault is decrypted for nothing else. */
const encryptionContext = { application: 'clavis', purpose: 'vault' };

const arnForm = /^arn:aws[\w-]*:kms:([a-z0-9-]+):\d{12}:(?:key|alias)\/[\w/-]+$/;

/** The region of a KMS key, or `null` for what is no ARN of a key or alias. */
export function regionOfKmsKey(arn: string): string | null {
  return arnForm.exec(arn)?.[1] ?? null;
}

function endpointOf(region: string, { endpoint }: KmsOptions): URL {
  const domain = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  return new URL(endpoint ?? `https://kms.${region}.${domain}`);
}

function bytesOf(answer: JsonObject, key: string): Buffer {
  const text = answer[key];
  if (typeof text !== 'string') throw new CatalogError('store_unavailable', `AWS KMS answered without \`${key}\``);
  return Buffer.from(text, 'base64');
}

/** SECURITY: an answer that is none of ours may hold anything; only the words of the protocol are repeated. */
function faultOf(answer: unknown, status: number): string {
  if (!isJsonObject(answer)) return `status ${status}`;
  const type = typeof answer.__type === 'string' ? answer.__type.replace(/^.*#/, '') : `status ${status}`;
  const message = answer.message ?? answer.Message;
  return typeof message === 'string' && message !== '' ? `${type}: ${message}` : type;
}

/**
 * Speaks the JSON 1.1 protocol of AWS KMS (https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateDataKey.html).
 * Throws `store_unavailable` naming the KMS key when KMS refuses or cannot be reached.
 */
export function createKmsClient(options: KmsOptions): KmsClient {
  const findKeys = options.keys ?? fromNodeProviderChain();
  const call = async (action: string, kmsKey: string, input: JsonObject): Promise<JsonObject> => {
    const region = regionOfKmsKey(kmsKey);
    if (region === null) throw new CatalogError('state_conflict', `\`${kmsKey}\` is no ARN of a KMS key or alias`);
    const url = endpointOf(region, options);
    const body = JSON.stringify({ ...input, KeyId: kmsKey, EncryptionContext: encryptionContext });
    const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `TrentService.${action}` };
    const refuse = (why: string, cause?: unknown): CatalogError =>
      new CatalogError('store_unavailable', `AWS KMS refused ${action} with the key \`${kmsKey}\`: ${why}`, { cause });
    try {
      const signed = signAwsRequest({ url, region, service: 'kms', headers, body, at: new Date() }, await findKeys());
      const response = await fetch(url, { method: 'POST', headers: signed, body, signal: AbortSignal.timeout(callMs) });
      const answer: unknown = await response.json().catch(() => null);
      if (response.ok && isJsonObject(answer)) return answer;
      throw refuse(faultOf(answer, response.status));
    } catch (error) {
      if (error instanceof CatalogError) throw error;
      throw refuse(error instanceof Error ? error.message : String(error), error);
    }
  };
  return {
    generateDataKey: async (kmsKey) => {
      const answer = await call('GenerateDataKey', kmsKey, { KeySpec: 'AES_256' });
      return { plain: bytesOf(answer, 'Plaintext'), wrapped: bytesOf(answer, 'CiphertextBlob') };
    },
    decrypt: async (kmsKey, wrapped) => {
      const answer = await call('Decrypt', kmsKey, { CiphertextBlob: wrapped.toString('base64') });
      return bytesOf(answer, 'Plaintext');
    },
  };
}
