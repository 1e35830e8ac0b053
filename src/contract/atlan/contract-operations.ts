import type { Operation } from '../operation.ts';

/** Data contracts, apart from the assets that they are (Atlan wire, prefix `/api/service`). */
export const contractOperations = {
  drawUpContract: {
    method: 'POST',
    path: '/api/service/contracts/init',
    tag: 'contracts',
    summary: 'A first contract for an asset, as YAML',
    access: 'principal',
    capability: 'asset.read on the asset; columns that may not be read are left out',
  },
} as const satisfies Record<string, Operation>;
