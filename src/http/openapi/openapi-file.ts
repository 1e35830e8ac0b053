import { fileURLToPath } from 'node:url';
import { describeApi } from './describe-api.ts';

/** The checked-in description of the API. */
export const openApiFile = fileURLToPath(new URL('../../../docs/openapi.json', import.meta.url));

/** What the file must hold. */
export function renderOpenApi(): string {
  return `${JSON.stringify(describeApi(), null, 2)}\n`;
}
