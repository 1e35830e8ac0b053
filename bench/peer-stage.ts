import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { createLogger } from '../src/foundation/index.ts';
import { startEmbedded } from '../src/postgres/index.ts';
import { startPeer, type Peer } from './peer-process.ts';
import { withProcessorSplit } from './processors.ts';

/** Where peers are compared: one PostgreSQL for all of them, and the processor that their servers are kept on. */
export interface PeerStage {
  /** Starts a peer on a new, empty database. */
  start(file: string, variant?: string): Promise<Peer>;
  /** True when servers have a processor that PostgreSQL and the load are kept off. */
  readonly isSplit: boolean;
}

/** Sets the stage, measures, and clears everything away. */
export function withPeerStage<T>(measure: (stage: PeerStage) => Promise<T>): Promise<T> {
  return withProcessorSplit(async (split) => {
    const dataDir = await mkdtemp(join(tmpdir(), 'clavis-bench-'));
    // Started after the split, so that PostgreSQL inherits where this process is kept.
    // Every peer holds its connections until the end.
    const settings = { max_connections: '300' };
    const postgres = await startEmbedded({ dataDir, log: createLogger({ level: 'warn' }), settings });
    const client = new pg.Client({ connectionString: postgres.url });
    await client.connect();
    const peers: Peer[] = [];
    const start = async (file: string, variant = '') => {
      const name = `peer_${String(peers.length)}`;
      await client.query(`CREATE DATABASE ${name}`);
      const databaseUrl = new URL(name, postgres.url).href;
      const peer = await startPeer({ file, variant, databaseUrl, processors: split?.server ?? null });
      peers.push(peer);
      return peer;
    };
    try {
      return await measure({ start, isSplit: split !== null });
    } finally {
      for (const peer of peers) await peer.stop();
      await client.end();
      await postgres.stop();
      await rm(dataDir, { recursive: true, force: true });
    }
  });
}
