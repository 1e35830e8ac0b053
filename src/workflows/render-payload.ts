import type { JsonObject } from '../foundation/index.ts';
import type { PayloadItem } from './workflow-body.ts';

/** The payload as it may be answered. SECURITY: only what names the credential; neither password nor any of `extra`. */
export function renderPayload(payload: readonly PayloadItem[]): readonly JsonObject[] {
  return payload.map(({ parameter, credential }) => {
    const { name, authType, connectorConfigName } = credential;
    const shown = Object.entries({ name, authType, connectorConfigName }).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    );
    return { parameter, type: 'credential', body: Object.fromEntries(shown) };
  });
}
