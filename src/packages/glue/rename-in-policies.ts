import { type CatalogDeps, type CatalogTxDeps, saveEntitiesIn, searchAssets } from '../../catalog/index.ts';
import { type Principal } from '../../identity/index.ts';

/**
 * Lets every policy that names a path, or something beneath it, name the new one, with the rights of the actor of the run.
 * SECURITY: a grant that stayed behind would be lost, and a deny that stayed behind would show what it was made to hide. An actor
 * who may not change one of these policies gets `permission_denied`, and then the rename must not happen either.
 */
export async function renameInPolicies(
  deps: CatalogTxDeps & { readonly catalog: CatalogDeps },
  principal: Principal,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<void> {
  const filter = [
    { term: { __state: 'ACTIVE' } },
    { term: { '__typeName.keyword': 'AuthPolicy' } },
    { prefix: { policyResources: `entity:${from}` } },
  ];
  const { entities: found = [] } = await searchAssets(deps.catalog, principal, {
    dsl: { size: policiesMax, query: { bool: { filter } } },
    attributes: ['name', 'policyResources'],
  });
  const entities = found.flatMap(({ guid, attributes }) => {
    const before = listOf(attributes['policyResources']);
    const policyResources = before.map((resource) => renamed(resource, from, to));
    if (policyResources.every((resource, index) => resource === before[index])) return [];
    return [{ typeName: 'AuthPolicy', guid, attributes: { name: String(attributes['name']), policyResources } }];
  });
  if (entities.length > 0) await saveEntitiesIn(deps, principal, { entities });
}

const policiesMax = 1_000;

const listOf = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];

function renamed(resource: string, from: string, to: string): string {
  const path = `entity:${from}`;
  if (resource === path) return `entity:${to}`;
  return resource.startsWith(`${path}/`) ? `entity:${to}${resource.slice(path.length)}` : resource;
}
