import type { JsonObject } from '../../src/foundation/index.ts';
import { systemClock } from '../../src/foundation/index.ts';
import type { Principal } from '../../src/identity/index.ts';
import { createSmallCatalog, entity, type SmallCatalog } from './small-catalog.ts';
import type { TestToken } from './small-workspace.ts';

/** What a policy of the scene says beyond its name. */
export interface ScenePolicy {
  readonly name: string;
  readonly persona: string;
  readonly path: string;
  readonly type?: 'allow' | 'deny';
  readonly actions?: readonly string[];
}

/**
 * A catalog in which rights come from everywhere: `olga` (admin) owns the connection, `rita` reads `db` by persona Readers, `gus` by the
 * group `analysts` in it, the token `robot` is linked to it; persona Bound denies `db/pii` to `rita`; `zoe` has nothing.
 */
export interface AccessScene extends SmallCatalog {
  readonly rita: Principal;
  readonly gus: Principal;
  readonly zoe: Principal;
  readonly robot: TestToken;
  readonly persona: (name: string, users?: readonly string[], groups?: readonly string[]) => Promise<string>;
  /** Gives its guid. */
  readonly policy: (policy: ScenePolicy) => Promise<string>;
  /** Guids by qualified name. */
  readonly guids: ReadonlyMap<string, string>;
  guidOf(qualifiedName: string): string;
}

/** The attributes of a persona policy on metadata, in the words of the Atlan wire. */
export function policyAttributes({ name, path, type = 'allow', actions }: Omit<ScenePolicy, 'persona'>): JsonObject {
  return {
    ...{ name, displayName: name, policyType: type, policyServiceName: 'atlas', policyCategory: 'persona' },
    ...{ policySubCategory: 'metadata', policyActions: actions ?? ['persona-asset-read'] },
    ...{ policyResources: [`entity:${path}`], policyResourceCategory: 'CUSTOM' },
    connectionQualifiedName: path.split('/').slice(0, 3).join('/'),
  };
}

export async function createAccessScene(): Promise<AccessScene> {
  const catalog = await createSmallCatalog();
  const { connection: at } = catalog;
  const rita = await catalog.addUser('rita', 'member');
  const gus = await catalog.addUser('gus', 'member');
  const zoe = await catalog.addUser('zoe', 'member');
  const robot = await catalog.addToken('robot', 'none');
  await catalog.addGroup('analysts', [gus]);
  const guids = new Map<string, string>();
  const keep = (result: Awaited<ReturnType<SmallCatalog['save']>>) => {
    for (const { guid, attributes } of result.mutatedEntities?.CREATE ?? []) {
      guids.set(String(attributes['qualifiedName']), guid);
    }
    return result;
  };
  const below = { connectorName: 'glue', connectionQualifiedName: at };
  keep(await catalog.save(entity('Database', `${at}/db`, below)));
  for (const name of ['db/orders', 'db/pii', 'other'])
    keep(await catalog.save(entity('Database', `${at}/${name}`, below)));
  const connection = await catalog.db
    .selectFrom('asset')
    .select('guid')
    .where('qualified_name', '=', at)
    .executeTakeFirstOrThrow();
  guids.set(at, connection.guid);

  const persona: AccessScene['persona'] = async (name, users = [], groups = []) => {
    const attributes = { qualifiedName: name, name, displayName: name, personaUsers: users, personaGroups: groups };
    return catalog.createdGuid(await catalog.save({ typeName: 'Persona', guid: '-1', attributes }));
  };
  const policy: AccessScene['policy'] = async ({ persona: guid, ...of }) => {
    const accessControl = { typeName: 'Persona', guid };
    const attributes = { qualifiedName: of.name, ...policyAttributes(of), accessControl };
    return catalog.createdGuid(await catalog.save({ typeName: 'AuthPolicy', guid: '-1', attributes }));
  };
  const readers = await persona('Readers', ['rita'], ['analysts']);
  await catalog.linkToken(readers, robot);
  guids.set('Readers', readers);
  guids.set('read db', await policy({ name: 'read db', persona: readers, path: `${at}/db` }));
  const bound = await persona('Bound', ['rita']);
  guids.set('Bound', bound);
  guids.set('no pii', await policy({ name: 'no pii', persona: bound, path: `${at}/db/pii`, type: 'deny' }));
  return {
    ...{ ...catalog, deps: { ...catalog.deps, clock: systemClock }, rita, gus, zoe, robot, persona, policy, guids },
    guidOf: (name) => guids.get(name) ?? `no ${name}`,
  };
}
