import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rounded, type Finding } from '../median.ts';
import type { Say } from './crawl-clavis.ts';
import type { GlueSet, Mishap } from './glue-sets.ts';
import { runPeer, type PeerRun, type PythonPeer } from './python-peer.ts';
import { sumOfCalls, type EndpointHandle } from './start-endpoint.ts';
import { judgeArchived } from './stored-assets.ts';

interface PeerCrawl extends PeerRun {
  readonly calls: number;
}

const rateOf = ({ tables, seconds }: PeerRun): number => (tables / seconds) * 60;

function firstFinding({ set, peer, endpoint }: PeerStage, run: PeerCrawl): Finding {
  const { seconds, peakMegabytes, calls, tables, columns, failures } = run;
  return {
    ...{ bench: `glue/${set.name}/${peer}/first`, ratio: null, goal: null },
    figures: {
      tablesPerMinute: rounded(rateOf(run), 0),
      ...{ seconds: rounded(seconds, 1), peakMegabytes: rounded(peakMegabytes, 0), calls },
      ...{ listed: endpoint.listed, lost: endpoint.listed - tables, columns, failures },
    },
    versions: { [peer]: run.version },
    notes: run.firstFailure === null ? [] : [`${peer} on ${set.name}: ${run.firstFailure}`],
  };
}

interface PeerStage {
  readonly set: GlueSet;
  readonly peer: PythonPeer;
  readonly endpoint: EndpointHandle;
  readonly folder: string;
  readonly say: Say;
}

async function crawl({ peer, endpoint, folder }: PeerStage): Promise<PeerCrawl> {
  await endpoint.takeCalls();
  const run = await runPeer(peer, endpoint.url, folder);
  return { ...run, calls: sumOfCalls(await endpoint.takeCalls()) };
}

async function afterMishap(stage: PeerStage, mishap: Mishap): Promise<Finding> {
  const { set, peer, endpoint, say } = stage;
  say(`${set.name}: ${peer} again, ${mishap === 'none' ? 'unchanged' : mishap}`);
  await endpoint.suffer(mishap);
  const { seconds, calls, removed, failures } = await crawl(stage);
  await endpoint.suffer('none');
  const name = mishap === 'none' ? 'unchanged' : mishap;
  const { rightly, wrongly } = judgeArchived(removed, mishap);
  const figures = { seconds: rounded(seconds, 1), calls, failures, archived: rightly, wronglyArchived: wrongly };
  // Whatever was removed is there again for the next mishap.
  if (removed.length > 0) await crawl(stage);
  return { bench: `glue/${set.name}/${peer}/${name}`, ratio: null, goal: null, figures };
}

/** Lets the peer read the set for the first time and after each of its mishaps. Rejects when the peer cannot run. */
export async function crawlByPeer(options: Omit<PeerStage, 'folder'>): Promise<Finding[]> {
  const { set, peer, say } = options;
  const folder = await mkdtemp(join(tmpdir(), `clavis-bench-${peer}-`));
  const stage = { ...options, folder };
  try {
    say(`${set.name}: ${peer} reads`);
    const findings = [firstFinding(stage, await crawl(stage))];
    // Only DataHub keeps, without a server, what it needs to find out what is stale: of another peer nothing could be said.
    const mishaps = peer === 'datahub' ? set.peerMishaps : [];
    for (const mishap of mishaps) findings.push(await afterMishap(stage, mishap));
    return findings;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
