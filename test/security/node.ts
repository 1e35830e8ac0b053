import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { Clock } from '../../src/foundation/index.ts';
import { createHttpServer, type HttpDeps } from '../../src/http/index.ts';
import { createIdentity, type Identity } from '../../src/identity/index.ts';
import { openDatabase, type Db } from '../../src/postgres/index.ts';
import { watchStatements, type StatementWatch } from '../support/watch-statements.ts';
import type { World } from './world.ts';

export interface NodeOptions {
  readonly requestsPerMinute?: number;
  readonly failuresPerMinute?: number;
  readonly monotonicMs?: () => number;
  readonly clock?: Clock;
  readonly trustProxy?: readonly string[];
  /** Another way to the same database, such as one that can be cut. */
  readonly databaseUrl?: string;
  /** Stands in front of the database, to switch a control off for a negative control. */
  readonly wrap?: (db: Db) => Db;
}

/** One more node of a world: a server of its own, with its own pool, on the same database. */
export interface Node {
  readonly server: FastifyInstance;
  readonly url: string;
  readonly port: number;
  readonly identity: Identity;
  readonly deps: HttpDeps;
  /** What this node asked of the database, for whatever reason. */
  readonly statements: StatementWatch;
  close(): Promise<void>;
}

/** Starts a node with the budgets of a real one, unless the options say otherwise. Its heartbeat beats only when asked to. */
export async function addNode(world: World, options: NodeOptions = {}): Promise<Node> {
  const {
    databaseUrl = world.database.url,
    wrap = (db) => db,
    clock = world.deps.clock,
    trustProxy,
    ...limits
  } = options;
  const database = openDatabase({ url: databaseUrl, connectionsMax: 8 });
  const statements = watchStatements(database.pool);
  const db = wrap(database.db);
  const identity = createIdentity({ db, clock, log: world.deps.log, ...limits });
  const deps: HttpDeps = {
    ...world.deps,
    identity,
    access: { ...world.deps.access, db, clock },
    catalog: { ...world.deps.catalog, db, clock },
    clock,
    ...(trustProxy === undefined ? {} : { trustProxy }),
  };
  const server = createHttpServer(deps);
  await server.listen({ port: 0, host: '127.0.0.1' });
  const { port } = server.server.address() as AddressInfo;
  return {
    ...{ server, port, identity, deps, statements },
    url: `http://127.0.0.1:${String(port)}`,
    close: async () => {
      await server.close();
      await identity.stop();
      await database.close();
    },
  };
}
