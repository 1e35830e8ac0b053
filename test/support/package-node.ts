import { randomBytes } from 'node:crypto';
import { argv } from 'node:process';
import { loadTypeRegistry } from '../../src/catalog/index.ts';
import { createLogger, systemClock } from '../../src/foundation/index.ts';
import { createConnectionDeletePackage } from '../../src/packages/index.ts';
import { openDatabase } from '../../src/postgres/index.ts';
import { createVault, createWorkflowEngine, createWorkQueue } from '../../src/workflows/index.ts';

// A node that only works on steps, to be killed in the middle of them: `node package-node.ts <database url>`.
const { db, pool } = openDatabase({ url: argv[2] ?? '' });
const log = createLogger({ level: 'error' });
const clock = systemClock;
const queue = createWorkQueue({ pool, log });
await queue.start();
const catalog = { db, clock, types: loadTypeRegistry() };
const packages = [createConnectionDeletePackage({ catalog })];
const vault = createVault({ key: randomBytes(32) });
await createWorkflowEngine({ db, clock, log, queue, vault, packages }).start();
