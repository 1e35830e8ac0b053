import { median, rounded, type BenchOptions, type Finding } from './median.ts';
import type { MeasuredLoad, Peer } from './peer-process.ts';
import { withPeerStage, type PeerStage } from './peer-stage.ts';
import { findUseCost } from './token-use-cost.ts';

const connections = 16;
/** Enough that a request which is due finds one free even while a few are slow. */
const openConnections = 64;

interface Contender {
  readonly name: string;
  readonly file: string;
  readonly variant?: string;
  /** How many times as many requests a second Clavis should do. */
  readonly goal: number | null;
}

const peerContenders: readonly Contender[] = [
  { name: 'better-auth', file: 'better-auth', goal: 5 },
  { name: 'better-auth-unlimited', file: 'better-auth', variant: 'unlimited', goal: 5 },
  { name: 'oidc-provider', file: 'oidc-provider', goal: 3 },
  { name: 'oidc-provider-lean', file: 'oidc-provider', variant: 'lean', goal: 3 },
  { name: 'clavis-unlimited', file: 'clavis', variant: 'unlimited', goal: null },
];

/** OpenFGA takes part when its binary is given: it is a Go program, which no package manager of ours installs. */
function listContenders(): readonly Contender[] {
  const binary = process.env.BENCH_OPENFGA;
  if (binary === undefined || binary === '') return peerContenders;
  return [...peerContenders, { name: 'openfga', file: 'openfga', variant: binary, goal: null }];
}

interface Contestant {
  readonly contender: Contender;
  readonly peer: Peer;
  readonly turns: MeasuredLoad[];
}

async function startContestants(stage: PeerStage): Promise<readonly [Contestant, ...Contestant[]]> {
  const enter = async (contender: Contender): Promise<Contestant> => ({
    contender,
    peer: await stage.start(contender.file, contender.variant),
    turns: [],
  });
  const clavis = await enter({ name: 'clavis', file: 'clavis', goal: null });
  const others: Contestant[] = [];
  for (const contender of listContenders()) others.push(await enter(contender));
  return [clavis, ...others];
}

function medianOf(turns: readonly MeasuredLoad[], figure: keyof MeasuredLoad): number {
  return median(turns.map((turn) => turn[figure]));
}

/** As many requests as each answers, in turns: the machine's slow moments hit everybody. */
async function takeTurns(contestants: readonly Contestant[], { isQuick }: BenchOptions): Promise<void> {
  const rounds = isQuick ? 1 : 7;
  const seconds = isQuick ? 0.5 : 3;
  for (const { peer } of contestants) await peer.measure({ connections, seconds });
  for (let round = 0; round < rounds; round += 1) {
    for (const { peer, turns } of contestants) turns.push(await peer.measure({ connections, seconds }));
  }
}

function compare(clavis: Contestant, { contender, peer, turns }: Contestant): Finding {
  const ratios = turns.map((turn, round) => (clavis.turns[round]?.perSecond ?? Number.NaN) / turn.perSecond);
  return {
    bench: `tokens/${contender.name}`,
    ratio: rounded(median(ratios)),
    goal: contender.goal,
    figures: {
      clavisPerSecond: rounded(medianOf(clavis.turns, 'perSecond'), 0),
      peerPerSecond: rounded(medianOf(turns, 'perSecond'), 0),
      clavisProcessorMicros: rounded(medianOf(clavis.turns, 'processorMicros'), 0),
      peerProcessorMicros: rounded(medianOf(turns, 'processorMicros'), 0),
      clavisP99Ms: rounded(medianOf(clavis.turns, 'p99Ms')),
      peerP99Ms: rounded(medianOf(turns, 'p99Ms')),
    },
    versions: { [contender.file]: peer.version },
  };
}

/** Latency under an open load of half of what was answered at most. */
async function measureHalfLoad({ contender, peer, turns }: Contestant, { isQuick }: BenchOptions): Promise<Finding> {
  const perSecond = medianOf(turns, 'perSecond') / 2;
  const rounds = isQuick ? 1 : 5;
  const seconds = isQuick ? 0.5 : 4;
  const loads: MeasuredLoad[] = [];
  for (let round = 0; round < rounds; round += 1)
    loads.push(await peer.measure({ connections: openConnections, seconds, perSecond }));
  return {
    bench: `tokens/half-load/${contender.name}`,
    ratio: null,
    goal: null,
    figures: {
      perSecond: rounded(medianOf(loads, 'perSecond'), 0),
      p50Ms: rounded(medianOf(loads, 'p50Ms')),
      p99Ms: rounded(medianOf(loads, 'p99Ms')),
    },
    ...(contender.name === 'clavis' ? { limits: { p99Ms: 5 } } : {}),
  };
}

/**
 * What verifying a token over HTTP costs, against others that do: requests a second and latency at half of that, on one
 * processor and one PostgreSQL, in one run; and what noting the use of a token costs.
 */
export function benchTokens(options: BenchOptions): Promise<readonly Finding[]> {
  return withPeerStage(async (stage) => {
    const [clavis, ...others] = await startContestants(stage);
    await takeTurns([clavis, ...others], options);
    const findings = others.map((other) => compare(clavis, other));
    for (const contestant of [clavis, ...others]) findings.push(await measureHalfLoad(contestant, options));
    findings.push(await findUseCost(stage, options));
    return findings;
  });
}
