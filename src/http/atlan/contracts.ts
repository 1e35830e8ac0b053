import { drawUpContract } from '../../catalog/index.ts';
import type { HttpDeps } from '../deps.ts';
import { serve, type Router } from '../serve.ts';

/** Data contracts, apart from the assets that they are (Atlan wire, contract spec generator). */
export function registerContractRoutes(router: Router, { catalog }: HttpDeps): void {
  serve(router, 'drawUpContract', async ({ principal, body }) => {
    const subject = { typeName: body.assetType, qualifiedName: body.assetQualifiedName };
    return { contract: await drawUpContract(catalog, principal, subject) };
  });
}
