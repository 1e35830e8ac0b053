import { argv, stdout } from 'node:process';
import { loadTypeRegistry } from '../../src/catalog/index.ts';
import { createLogger, systemClock } from '../../src/foundation/index.ts';
import { createGluePackage } from '../../src/packages/index.ts';
import { openDatabase } from '../../src/postgres/index.ts';
import { createVault, createWorkflowEngine, createWorkQueue } from '../../src/workflows/index.ts';

// A node that only crawls, to be killed in the middle of it: `node glue-node.ts <database url> <url of the Glue endpoint>`.
// It opens no credential: it crawls with the AWS identity of its environment.
const [, , url = '', endpoint = ''] = argv;
const { db, pool } = openDatabase({ url });
const log = createLogger({ level: 'error' });
const queue = createWorkQueue({ pool, log });
await queue.start();
const catalog = { db, clock: systemClock, types: loadTypeRegistry() };
const packages = [createGluePackage({ catalog, endpoint, isServerIdentityAllowed: true })];
const vault = createVault({ key: Buffer.alloc(32, 1) });
await createWorkflowEngine({ db, clock: systemClock, log, queue, vault, packages }).start();
// The parent waits for this before it submits anything.
stdout.write('ready\n');
