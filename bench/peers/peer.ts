import type { Target } from '../load.ts';

/** What a peer's process says once it can be asked. */
export interface PeerReady {
  readonly target: Target;
  readonly version: string;
  /** The process that does the work, whose processor time counts. */
  readonly pid: number;
}

/** How many credentials take turns, so that no peer waits for one row that everybody writes. */
export const credentialCount = 64;

/** Numbers of the credentials, to be mapped. */
export const credentialNumbers: readonly number[] = Array.from({ length: credentialCount }, (_, index) => index);

/** Database connections that each peer may hold: the default of Clavis. */
export const databaseConnectionsMax = 16;

/** What the bench hands to a peer's process. */
export function readPeerInput(): { readonly databaseUrl: string; readonly variant: string } {
  const { BENCH_DATABASE_URL: databaseUrl = '', BENCH_VARIANT: variant = '' } = process.env;
  return { databaseUrl, variant };
}

/** Tells the bench where to ask; the process ends with the bench, however that ends. */
export function offerPeer(ready: PeerReady, close: () => Promise<void>): void {
  process.once('disconnect', () => void close().finally(() => process.exit(0)));
  process.send?.(ready);
}
