import { spawn } from 'node:child_process';
import { copyFile, mkdir, readFile, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const pythonPeers = ['datahub', 'openmetadata'] as const;
export type PythonPeer = (typeof pythonPeers)[number];

/** What a peer says of one run of its source. */
export interface PeerRun {
  readonly version: string;
  /** Of the run itself: starting Python and loading the peer are not counted. */
  readonly seconds: number;
  /** Of the process, from its start. */
  readonly peakMegabytes: number;
  readonly tables: number;
  readonly columns: number;
  /** Tables (`database.table`) that the run deletes, because it did not see them. */
  readonly removed: readonly string[];
  readonly failures: number;
  readonly firstFailure: string | null;
}

const here = (name: string): string => fileURLToPath(new URL(`peers/${name}`, import.meta.url));
const runMinutesMax = 60;
const installMinutesMax = 20;
const shownMax = 400;

/** Where the peers' environments are kept between benches: outside of the tree, half a gigabyte each. */
function environmentOf(peer: PythonPeer): string {
  const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache');
  return join(process.env.BENCH_PEERS_DIR ?? join(cache, 'clavis-bench'), peer);
}

interface Told {
  readonly output: string;
  readonly errors: string;
}

/** Runs a program to its end; rejects with the end of what it said when it fails. */
function runProgram(
  [program = '', ...args]: readonly string[],
  { environment = {}, minutesMax }: { environment?: Readonly<Record<string, string>>; minutesMax: number },
): Promise<Told> {
  return new Promise((resolve, reject) => {
    const timeout = minutesMax * 60_000;
    const child = spawn(program, args, {
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout,
      killSignal: 'SIGKILL',
    });
    const told = { output: '', errors: '' };
    child.stdout.on('data', (chunk: Buffer) => (told.output = (told.output + chunk.toString()).slice(-50_000_000)));
    child.stderr.on('data', (chunk: Buffer) => (told.errors = (told.errors + chunk.toString()).slice(-10_000)));
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (code === 0) return resolve(told);
      const why = signal === null ? `ended with ${String(code)}` : `was killed (${signal})`;
      reject(new Error(`${program} ${why}: ${told.errors.trim().slice(-shownMax)}`));
    });
  });
}

const installs = new Map<PythonPeer, Promise<void>>();

/**
 * Installs the peer into an environment of its own, unless that is there already. Rejects with the reason when it cannot be installed, and is
 * not tried again then.
 */
export function installPeer(peer: PythonPeer, say: (line: string) => void): Promise<void> {
  const install = installs.get(peer) ?? installOnce(peer, say);
  installs.set(peer, install);
  return install;
}

async function installOnce(peer: PythonPeer, say: (line: string) => void): Promise<void> {
  const environment = environmentOf(peer);
  const wanted = here(`requirements-${peer}.txt`);
  const installed = join(environment, 'requirements.txt');
  const isThere = await readFile(installed, 'utf8').then(
    async (text) => text === (await readFile(wanted, 'utf8')),
    () => false,
  );
  if (isThere) return;
  say(`installing ${peer} into ${environment}`);
  await rm(environment, { recursive: true, force: true });
  await mkdir(environment, { recursive: true });
  await runProgram([process.env.BENCH_PYTHON ?? 'python3', '-m', 'venv', environment], { minutesMax: 2 });
  const pip = [join(environment, 'bin', 'pip'), 'install', '--quiet', '--disable-pip-version-check'];
  await runProgram([...pip, '--requirement', wanted], { minutesMax: installMinutesMax });
  await copyFile(wanted, installed);
}

/** Lets the peer read the endpoint once. What it leaves in `folder` is what its next run there finds. */
export async function runPeer(peer: PythonPeer, glueUrl: string, folder: string): Promise<PeerRun> {
  const python = join(environmentOf(peer), 'bin', 'python');
  const environment = {
    // Every other AWS service is asked of the same endpoint, which refuses: nothing leaves the machine.
    ...{ AWS_ENDPOINT_URL: glueUrl, AWS_ENDPOINT_URL_GLUE: glueUrl, AWS_EC2_METADATA_DISABLED: 'true' },
    ...{ AWS_ACCESS_KEY_ID: 'bench', AWS_SECRET_ACCESS_KEY: 'bench', AWS_DEFAULT_REGION: 'eu-central-1' },
    ...{ DATAHUB_TELEMETRY_ENABLED: 'false', HOME: folder, PYTHONDONTWRITEBYTECODE: '1' },
  };
  const command = [python, here(`run-${peer}.py`), JSON.stringify({ folder, glueUrl })];
  const { output } = await runProgram(command, { environment, minutesMax: runMinutesMax });
  return JSON.parse(output.trimEnd().split('\n').at(-1) ?? '') as PeerRun;
}
