import { median, rounded, type BenchOptions, type Finding } from './median.ts';
import type { MeasuredLoad, Peer } from './peer-process.ts';
import type { PeerStage } from './peer-stage.ts';

const connections = 16;

interface Pair {
  readonly noting: MeasuredLoad;
  readonly not: MeasuredLoad;
}

async function measureOne(peer: Peer, isNoting: boolean, seconds: number): Promise<MeasuredLoad> {
  await peer.tell({ isNoting });
  return peer.measure({ connections, seconds });
}

/** One short turn each, back to back; who begins changes, so that a machine that grows slower harms neither side. */
async function measurePair(peer: Peer, seconds: number, isNotingFirst: boolean): Promise<Pair> {
  const first = await measureOne(peer, isNotingFirst, seconds);
  const second = await measureOne(peer, !isNotingFirst, seconds);
  return isNotingFirst ? { noting: first, not: second } : { noting: second, not: first };
}

/** Half the width of the interval in which the median lies nineteen times of twenty: by its ranks, whatever the distribution. */
function uncertaintyOf(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  const middle = sorted.length / 2;
  const reach = Math.sqrt(sorted.length) * 0.98;
  const low = sorted[Math.max(0, Math.floor(middle - reach))] ?? Number.NaN;
  const high = sorted[Math.min(sorted.length - 1, Math.ceil(middle + reach))] ?? Number.NaN;
  return (high - low) / 2;
}

/** What noting the use of a token (when, where, how often; its first use in the audit) costs a request, in per cent. */
export async function findUseCost(stage: PeerStage, { isQuick }: BenchOptions): Promise<Finding> {
  const seconds = isQuick ? 0.25 : 1;
  const pairCount = isQuick ? 2 : 80;
  const peer = await stage.start('clavis-switched');
  await peer.measure({ connections, seconds: seconds * 3 });
  const pairs: Pair[] = [];
  for (let turn = 0; turn < pairCount; turn += 1) pairs.push(await measurePair(peer, seconds, turn % 2 === 0));
  const costs = pairs.map(({ noting, not }) => (not.perSecond / noting.perSecond - 1) * 100);
  const processorCosts = pairs.map(({ noting, not }) => (noting.processorMicros / not.processorMicros - 1) * 100);
  return {
    bench: 'tokens/noting-uses',
    ratio: null,
    goal: null,
    figures: {
      costPercent: rounded(median(costs)),
      costPercentUncertainty: rounded(uncertaintyOf(costs)),
      processorCostPercent: rounded(median(processorCosts)),
      pairs: pairs.length,
    },
    limits: { costPercent: 3 },
  };
}
