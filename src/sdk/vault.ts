import type { RewrapBatch, RotatedVaultKey, VaultStatus } from '../contract/index.ts';
import { type CallOptions, type Transport } from './transport.ts';

export type { RewrapBatch, VaultKey, VaultStatus } from '../contract/index.ts';

/** A wrapping key that was just made. */
export interface NewVaultKey {
  keyId: string;
  formerKeyId: string;
  /** When it takes over. */
  at: Date;
}

export interface RewrapOptions {
  /** Most secrets of one batch, up to 1,000; the server's own measure when absent. */
  limit?: number;
}

const vaultPath = '/api/clavis/v1/vault';

/** Clavis only, for admins: the keys that wrap the keys of secrets. */
export class Vault {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** Which keys there are, what lies under each, and which may be taken away. */
  status(options?: CallOptions): Promise<VaultStatus> {
    return this.#transport.call<VaultStatus>({ method: 'GET', path: vaultPath }, options);
  }

  /** Makes a new key; the former ones go on opening what they wrapped. */
  async rotate(options?: CallOptions): Promise<NewVaultKey> {
    const call = { method: 'POST', path: `${vaultPath}/rotate` } as const;
    const rotated = await this.#transport.call<RotatedVaultKey>(call, options);
    return { ...rotated, at: new Date(rotated.at) };
  }

  /** Wraps all secrets with the current key, a batch at a time, and gives what each did. May be broken off and begun anew at any time. */
  async *rewrap({ limit }: RewrapOptions = {}, options?: CallOptions): AsyncGenerator<RewrapBatch, void, undefined> {
    for (let after: string | null = null; ;) {
      const body = { after, ...(limit === undefined ? {} : { limit }) };
      const call = { method: 'POST', path: `${vaultPath}/rewrap`, body } as const;
      const batch: RewrapBatch = await this.#transport.call<RewrapBatch>(call, options);
      yield batch;
      if (batch.next === null) return;
      after = batch.next;
    }
  }
}
