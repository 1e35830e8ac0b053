import type { UpdateSettingsRequest, WorkspaceSettings } from '../contract/index.ts';
import { type CallOptions, type Transport } from './transport.ts';

const settingsPath = '/api/clavis/v1/settings';

/** Clavis only: what holds for the whole workspace and can be changed while the server runs. */
export class Settings {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  async get(options?: CallOptions): Promise<WorkspaceSettings> {
    return this.#transport.call<WorkspaceSettings>({ method: 'GET', path: settingsPath }, options);
  }

  /** What is absent stays; all settings as they are then. */
  async update(change: UpdateSettingsRequest, options?: CallOptions): Promise<WorkspaceSettings> {
    const call = { method: 'PATCH', path: settingsPath, body: change, idempotent: true } as const;
    return this.#transport.call<WorkspaceSettings>(call, options);
  }
}
