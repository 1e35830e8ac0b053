import { crawlByClavis, type Say } from './glue/crawl-clavis.ts';
import { crawlByPeer } from './glue/crawl-peer.ts';
import { glueSets, shrunk, type GlueSet } from './glue/glue-sets.ts';
import { installPeer, pythonPeers, type PythonPeer } from './glue/python-peer.ts';
import { startEndpoint } from './glue/start-endpoint.ts';
import { rounded, type BenchOptions, type Finding } from './median.ts';

const latencyMs = 50;

const say: Say = (line) => console.error(`${new Date().toISOString().slice(11, 19)} ${line}`);

function chosenSets({ isQuick, sets }: BenchOptions): GlueSet[] {
  const unknown = sets.filter((name) => !glueSets.some((set) => set.name === name));
  if (unknown.length > 0) throw new Error(`unknown set ${unknown.join(', ')}; there are ${namesOf(glueSets)}`);
  const chosen = glueSets.filter(({ name, isByDefault }) => (sets.length === 0 ? isByDefault : sets.includes(name)));
  return isQuick ? chosen.map(shrunk) : chosen;
}

const namesOf = (sets: readonly GlueSet[]): string => sets.map(({ name }) => name).join(', ');

/** Peers that were asked for; without a word all, on the sets that are meant for them. `none` is nobody. */
function chosenPeers({ peers }: BenchOptions, set: GlueSet): readonly PythonPeer[] {
  if (peers.length === 0) return set.isForPeers ? pythonPeers : [];
  return pythonPeers.filter((peer) => peers.includes(peer));
}

/** A peer that cannot be installed or run is named with the reason, and the bench goes on. */
async function tryPeer(set: GlueSet, peer: PythonPeer): Promise<Finding[]> {
  const endpoint = await startEndpoint({ size: set.size, latencyMs });
  try {
    await installPeer(peer, say);
    return await crawlByPeer({ set, peer, endpoint, say });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const notes = [`${peer} did not run: ${reason}`];
    return [{ bench: `glue/${set.name}/${peer}`, ratio: null, goal: null, figures: {}, notes }];
  } finally {
    await endpoint.stop();
  }
}

/** How many times as fast as a peer's read-only pass our first crawl is, everything stored. */
function withRatio(findings: readonly Finding[], own: Finding | undefined): Finding[] {
  return findings.map((finding) => {
    const { tablesPerMinute: theirs } = finding.figures;
    const ours = own?.figures['tablesPerMinute'];
    if (theirs === undefined || ours === undefined) return finding;
    return { ...finding, ratio: rounded(ours / theirs), goal: 1 };
  });
}

async function measureSet(set: GlueSet, options: BenchOptions): Promise<Finding[]> {
  const endpoint = await startEndpoint({ size: set.size, latencyMs });
  let own: Finding[];
  try {
    say(`${set.name}: clavis crawls ${endpoint.listed.toLocaleString('en')} tables`);
    own = await crawlByClavis(set, endpoint, say);
  } finally {
    await endpoint.stop();
  }
  const peers: Finding[] = [];
  for (const peer of chosenPeers(options, set)) peers.push(...(await tryPeer(set, peer)));
  const findings = [...own, ...withRatio(peers, own[0])];
  // A set takes minutes: what was found is said before the next one begins.
  for (const { bench, figures, notes = [] } of findings) say([bench, JSON.stringify(figures), ...notes].join(' '));
  return findings;
}

/**
 * A first crawl, one of an unchanged source, and those after something befell it, of generated Glue catalogs that answer each call after 50 ms;
 * against the sources of DataHub and OpenMetadata, which write to a file. One after the other: nobody shares the processors.
 */
export async function benchGlue(options: BenchOptions): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const set of chosenSets(options)) findings.push(...(await measureSet(set, options)));
  return findings;
}
