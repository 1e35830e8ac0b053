import { parentPort, Worker, workerData } from 'node:worker_threads';
import { seededRandom } from './seeded-random.ts';

/** What to ask, and the bearers of each group; a group with fewer bearers than rounds begins again. */
export interface TimedRequests {
  readonly url: string;
  readonly groups: readonly (readonly string[])[];
  readonly rounds: number;
}

/** Long enough for whatever an answer left to be done after it. */
const settleMs = 3;

async function ask(url: string, bearer: string): Promise<number> {
  const startedAt = performance.now();
  const answer = await fetch(url, { headers: { authorization: `Bearer ${bearer}` } });
  await answer.arrayBuffer();
  return performance.now() - startedAt;
}

/**
 * Asks one of each group in turn, each round in another order and with a pause after each, so that no request bears the work
 * that the one before left behind. Gives the milliseconds of each, by group.
 */
async function timeAll({ url, groups, rounds }: TimedRequests): Promise<number[][]> {
  const random = seededRandom(7);
  const times = groups.map((): number[] => []);
  for (let round = 0; round < rounds; round += 1) {
    const order = groups.map((_, index) => ({ index, at: random.below(1 << 30) })).sort((a, b) => a.at - b.at);
    for (const { index } of order) {
      const bearers = groups[index] ?? [];
      times[index]?.push(await ask(url, bearers[round % bearers.length] ?? ''));
      await new Promise((settled) => setTimeout(settled, settleMs));
    }
  }
  return times;
}

/** The same in a thread of its own: in that of the server, what follows an answer would delay the reading of it. */
export function timeRequests(requests: TimedRequests): Promise<number[][]> {
  const worker = new Worker(new URL(import.meta.url), { workerData: requests });
  return new Promise((resolve, reject) => void worker.once('message', resolve).once('error', reject));
}

if (parentPort !== null && workerData !== null && typeof workerData === 'object' && 'rounds' in workerData) {
  parentPort.postMessage(await timeAll(workerData as TimedRequests));
}
