import { randomBytes } from 'node:crypto';
import { createLogger, newGuid, systemClock, type Clock, type JsonObject } from '../../foundation/index.ts';
import type { Principal, Role } from '../../identity/index.ts';
import type { OpenDatabase } from '../../postgres/index.ts';
import type { WorkflowsDeps } from '../deps.ts';
import { createWorkflowEngine, type WorkflowEngine } from '../engine/workflow-engine.ts';
import { createVault } from '../vault.ts';
import { createWorkQueue } from '../work-queue.ts';
import { countedTable, countPackage } from './count-package.ts';

/** A migrated database of its own, made by the test. */
export interface BenchDatabase extends OpenDatabase {
  readonly url: string;
}

/** A database with the counting package, some actors and everything the operations need. */
export interface Bench {
  readonly database: BenchDatabase;
  readonly deps: WorkflowsDeps;
  readonly key: Buffer;
  readonly admin: Principal;
  readonly member: Principal;
  /** Every line that was logged. */
  readonly logged: string[];
  createActor(username: string, role: Role): Promise<Principal>;
  createEngine(): WorkflowEngine;
  close(): Promise<void>;
}

export async function createBench(database: BenchDatabase, clock: Clock = systemClock): Promise<Bench> {
  const { db, pool } = database;
  const logged: string[] = [];
  const log = createLogger({ level: 'debug', destination: { write: (line) => logged.push(line) } });
  const queue = createWorkQueue({ pool, log });
  await queue.start();
  await pool.query(countedTable);
  const key = randomBytes(32);
  const deps: WorkflowsDeps = { db, clock, log, queue, vault: createVault({ key }), packages: [countPackage] };
  const createActor = async (username: string, role: Role): Promise<Principal> => {
    const kind = username.startsWith('service-account-') ? 'token' : 'user';
    const actorId = newGuid();
    await db.insertInto('actor').values({ id: actorId, kind, username, role, created_by: 'test' }).execute();
    return { actorId, kind, username, role, epoch: 1 };
  };
  const engines: WorkflowEngine[] = [];
  return {
    ...{ database, deps, key, logged, createActor },
    admin: await createActor('ada', 'admin'),
    member: await createActor('mia', 'member'),
    createEngine: () => {
      const engine = createWorkflowEngine({ ...deps, drainMs: 5_000 });
      engines.push(engine);
      return engine;
    },
    close: async () => {
      for (const engine of engines) await engine.stop();
      await queue.stop();
      await database.close();
    },
  };
}

/** A workflow of the counting package as a client would submit it. */
export function countWorkflow(name: string, parameters: Readonly<Record<string, string | number>> = {}): JsonObject {
  const listed = Object.entries(parameters).map(([key, value]) => ({ name: key, value }));
  return {
    metadata: {
      ...{ name, namespace: 'default', labels: { 'orchestration.atlan.com/type': 'connector' } },
      annotations: { 'package.argoproj.io/name': '@test/count' },
    },
    spec: {
      entrypoint: 'main',
      templates: [
        {
          name: 'main',
          dag: {
            tasks: [
              {
                ...{ name: 'run', arguments: { parameters: listed } },
                templateRef: { name: 'test-count', template: 'main', clusterScope: true },
              },
            ],
          },
        },
      ],
      workflowMetadata: { annotations: { 'package.argoproj.io/name': '@test/count' } },
    },
    payload: [],
  };
}

/** Waits until `look` answers something else than `null`; fails after `limitMs`. */
export async function eventually<T>(look: () => Promise<T | null>, limitMs = 20_000): Promise<T> {
  const endAt = performance.now() + limitMs;
  for (;;) {
    const seen = await look();
    if (seen !== null) return seen;
    if (performance.now() > endAt) throw new Error(`nothing within ${limitMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
