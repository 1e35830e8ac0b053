import { createTypedefs, type CatalogDeps } from '../../src/catalog/index.ts';
import type { JsonValue } from '../../src/foundation/index.ts';
import type { Principal } from '../../src/identity/index.ts';
import type { Db } from '../../src/postgres/index.ts';
import { createTaggedCatalog } from '../support/tagged-catalog.ts';
import { entity } from '../support/small-catalog.ts';
import { undone } from '../support/undone.ts';
import type { ActorName } from './requests.ts';
import { connections } from './slots.ts';
import type { Definitions } from './wire.ts';

/** Two connections, the two actors, two tags and a set of custom metadata; no asset beside. */
export interface EntityWorld {
  readonly deps: CatalogDeps;
  readonly actors: Readonly<Record<ActorName, Principal>>;
  readonly definitions: Definitions;
  /** Runs the work on the world as it is; afterwards the world is as it was. */
  afresh(work: (db: Db) => Promise<void>): Promise<void>;
  close(): Promise<void>;
}

/** A fresh database with that in it. */
export async function createTestWorld(): Promise<EntityWorld> {
  const catalog = await createTaggedCatalog();
  const both = await catalog.addUser('both', 'admin');
  const one = await catalog.addUser('one', 'member');
  const tags = [await catalog.defineTag('first'), await catalog.defineTag('second')];
  const attributeDefs = [
    { displayName: 'count', name: '', isNew: true, typeName: 'int' },
    { displayName: 'note', name: '', isNew: true, typeName: 'string' },
  ];
  const lists = { businessMetadataDefs: [{ name: 'facts', displayName: 'facts', attributeDefs }] };
  const [set] = (await createTypedefs(catalog.deps, catalog.owner, { lists })).businessMetadataDefs;
  const defined = set?.['attributeDefs'] as readonly Record<string, JsonValue>[];
  const idOf = (name: string) => String(defined.find((it) => it['displayName'] === name)?.['name']);
  await catalog.save(
    entity('Connection', connections.a, { connectorName: 'glue', adminUsers: ['one', 'both'] }),
    entity('Connection', connections.b, { connectorName: 'glue', adminUsers: ['both'] }),
  );
  return {
    deps: catalog.deps,
    actors: { one, both },
    definitions: {
      tags,
      metadataSet: String(set?.['name']),
      metadataIds: { count: idOf('count'), note: idOf('note') },
    },
    afresh: (work) => undone(catalog.db, work),
    close: catalog.close,
  };
}
