import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

type Json = Readonly<Record<string, unknown>>;

/** What OpenSearch answered: the status of HTTP and the body. */
export interface OpenSearchAnswer {
  readonly status: number;
  readonly body: Json;
}

/** A document with its `_id`. */
export interface OpenSearchDocument {
  readonly id: string;
  readonly source: Json;
}

/** One OpenSearch node of our own, with an HTTP address on the loopback interface. */
export interface OpenSearchNode {
  readonly url: string;
  /** The process behind it, for whoever measures it. */
  readonly pid: number;
  /** Creates an index; `body` holds `settings` and `mappings`. Throws with the reason when it is refused. */
  createIndex(index: string, body: Json): Promise<void>;
  /** Adds documents, some thousands per request, whatever their number; throws when one is refused. Visible after `refresh`. */
  addDocuments(index: string, documents: Iterable<OpenSearchDocument>): Promise<void>;
  refresh(index: string): Promise<void>;
  /** Leaves one segment, which is what an index that nobody writes to comes to. */
  forceMerge(index: string): Promise<void>;
  /** One search; a refusal is an answer too. */
  search(index: string, body: Json): Promise<OpenSearchAnswer>;
  /** Many searches in one request, answered in order. */
  searchMany(index: string, bodies: readonly Json[]): Promise<readonly OpenSearchAnswer[]>;
  /** Any other request; throws on a status of 400 and above. */
  request(method: string, path: string, body?: string | Json): Promise<Json>;
  /** Ends the process, which removes its data. */
  stop(): Promise<void>;
}

/** Where `mvn` puts the launcher and its jars. */
const target = join(dirname(fileURLToPath(import.meta.url)), 'target');
const startSecondsMax = 120;
const batchCharacters = 8_000_000;

/** Whether the launcher has been built (`conformance/opensearch/run` does). */
export function isOpenSearchBuilt(): boolean {
  return existsSync(join(target, 'lib')) && existsSync(join(target, 'classes'));
}

function launch(heap: string): ChildProcess {
  const classPath = [join(target, 'classes'), join(target, 'lib', '*')].join(':');
  const options = [`-Xms${heap}`, `-Xmx${heap}`, '-XX:+UseG1GC', '-Djava.awt.headless=true'];
  return spawn('java', [...options, '-cp', classPath, 'clavis.OpenSearchLauncher'], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
}

/** The address that the launcher prints when it is ready. */
function awaitAddress(process: ChildProcess): Promise<string> {
  const { stdout, stderr } = process;
  if (stdout === null || stderr === null) throw new Error('the launcher has no pipes');
  let complaints = '';
  stderr.setEncoding('utf8').on('data', (text: string) => (complaints = (complaints + text).slice(-4_000)));
  return new Promise((resolve, reject) => {
    const fail = (why: string): void => {
      process.kill('SIGKILL');
      reject(new Error(`${why}; its last words:\n${complaints}`));
    };
    const timer = setTimeout(() => {
      fail(`OpenSearch was not ready within ${String(startSecondsMax)} s`);
    }, startSecondsMax * 1_000);
    process.once('error', (error) => {
      fail(error.message);
    });
    process.once('exit', (code) => {
      clearTimeout(timer);
      fail(`OpenSearch ended with ${String(code)}`);
    });
    createInterface(stdout).once('line', (line) => {
      clearTimeout(timer);
      resolve((JSON.parse(line) as { url: string }).url);
    });
  });
}

/** Lines of a bulk request, cut into bodies of a bounded size. */
function* bulkBodies(documents: Iterable<OpenSearchDocument>): Generator<string> {
  let lines: string[] = [];
  let characters = 0;
  for (const { id, source } of documents) {
    const line = `{"index":{"_id":${JSON.stringify(id)}}}\n${JSON.stringify(source)}\n`;
    lines.push(line);
    characters += line.length;
    if (characters < batchCharacters) continue;
    yield lines.join('');
    lines = [];
    characters = 0;
  }
  if (lines.length > 0) yield lines.join('');
}

function requireIndexed(answer: Json): void {
  if (answer.errors !== true) return;
  const items = answer.items as readonly { index: { _id: string; error?: Json } }[];
  const refused = items.filter(({ index }) => index.error !== undefined).slice(0, 3);
  throw new Error(`OpenSearch refused documents: ${JSON.stringify(refused)}`);
}

async function send(url: string, method: string, body?: string | Json): Promise<OpenSearchAnswer> {
  const lines = typeof body === 'string';
  const answer = await fetch(url, {
    method,
    headers: { 'content-type': lines ? 'application/x-ndjson' : 'application/json' },
    ...(body !== undefined && { body: lines ? body : JSON.stringify(body) }),
  });
  return { status: answer.status, body: (await answer.json()) as Json };
}

async function searchMany(url: string, index: string, bodies: readonly Json[]): Promise<readonly OpenSearchAnswer[]> {
  const lines = bodies.map((body) => `{}\n${JSON.stringify(body)}\n`).join('');
  const { status, body } = await send(`${url}/${index}/_msearch?max_concurrent_searches=2`, 'POST', lines);
  if (status < 400)
    return (body.responses as readonly Json[]).map((one) => ({ status: Number(one.status), body: one }));
  // One that cannot even be parsed takes all of them with it.
  const answers: OpenSearchAnswer[] = [];
  for (const one of bodies) answers.push(await send(`${url}/${index}/_search`, 'POST', one));
  return answers;
}

/**
 * Starts one node in a process of its own and waits until it answers. `heap` as Java spells it, one gigabyte without it.
 * The node ends when `stop` is called and when this process ends, however that happens.
 */
export async function startOpenSearch({ heap = '1g' }: { readonly heap?: string } = {}): Promise<OpenSearchNode> {
  const process = launch(heap);
  const url = await awaitAddress(process);
  const request = async (method: string, path: string, body?: string | Json): Promise<Json> => {
    const answer = await send(`${url}${path}`, method, body);
    if (answer.status >= 400) throw new Error(`${method} ${path}: ${JSON.stringify(answer.body).slice(0, 2_000)}`);
    return answer.body;
  };
  return {
    url,
    pid: process.pid ?? 0,
    request,
    createIndex: async (index, body) => void (await request('PUT', `/${index}`, body)),
    addDocuments: async (index, documents) => {
      for (const body of bulkBodies(documents)) requireIndexed(await request('POST', `/${index}/_bulk`, body));
    },
    refresh: async (index) => void (await request('POST', `/${index}/_refresh`)),
    forceMerge: async (index) => void (await request('POST', `/${index}/_forcemerge?max_num_segments=1`)),
    search: (index, body) => send(`${url}/${index}/_search`, 'POST', body),
    searchMany: (index, bodies) => searchMany(url, index, bodies),
    stop: () => stopProcess(process),
  };
}

async function stopProcess(process: ChildProcess): Promise<void> {
  if (process.exitCode !== null) return;
  const ended = new Promise<void>((resolve) => process.once('exit', () => resolve()));
  process.stdin?.end();
  await ended;
}
