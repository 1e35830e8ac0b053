import process, { argv } from 'node:process';
import { createLogger, systemClock } from '../../foundation/index.ts';
import { openDatabase } from '../../postgres/index.ts';
import { createWorkflowEngine } from '../engine/workflow-engine.ts';
import { createVault } from '../vault.ts';
import { createWorkQueue } from '../work-queue.ts';
import { countPackage } from './count-package.ts';

// A node that only works on steps, to be killed in the middle of them: `node engine-process.ts <database url> <base64 key> [steps at once]`.
// Tells whoever has opened a channel to it when it has started.
const { db, pool } = openDatabase({ url: argv[2] ?? '' });
const log = createLogger({ level: 'error' });
const queue = createWorkQueue({ pool, log });
const vault = createVault({ key: Buffer.from(argv[3] ?? '', 'base64') });
const concurrency = Number(argv[4] ?? 8);
const deps = { db, clock: systemClock, log, queue, vault, packages: [countPackage], concurrency };
await createWorkflowEngine(deps).start();
process.send?.('started');
