import process, { argv } from 'node:process';
import { createLogger, systemClock } from '../../foundation/index.ts';
import { openDatabase } from '../../postgres/index.ts';
import { createWorkflowEngine } from '../engine/workflow-engine.ts';
import { createVault } from '../vault.ts';
import { createWorkQueue } from '../work-queue.ts';
import { countPackage } from './count-package.ts';

// A node that only works on steps, to be killed in the middle of them: `node engine-process.ts <database url> <base64 key>`. Tells whoever
// has opened a channel to it when it has started.
const { db, pool } = openDatabase({ url: argv[2] ?? '' });
const log = createLogger({ level: 'error' });
const queue = createWorkQueue({ pool, log });
const vault = createVault({ key: Buffer.from(argv[3] ?? '', 'base64') });
await createWorkflowEngine({ db, clock: systemClock, log, queue, vault, packages: [countPackage] }).start();
process.send?.('started');
