import { runCommand } from './captured-terminal.ts';
import { type Crawl, type Crawled, type Door, type DoorToken, nextEpoch, Refusal, type Wanted } from './door.ts';
import { glueSecretKey, type Site } from './site.ts';

type Run = (args: readonly string[]) => Promise<{ readonly code: number; readonly out: string; readonly err: string }>;

/** What `--json` shows of a token. */
interface PrintedToken {
  readonly id: string;
  readonly displayName: string;
  readonly personas: readonly { readonly qualifiedName: string }[];
}

function readToken({ id, displayName, personas }: PrintedToken): DoorToken {
  return { id, name: displayName, personas: personas.map(({ qualifiedName }) => qualifiedName) };
}

async function runForJson<T>(run: Run, args: readonly string[]): Promise<T> {
  const { code, out, err } = await run(['--json', ...args]);
  if (code !== 0) throw new Refusal(err);
  // The whole output is one document, or this fails; its shape is what the tests look at.
  return JSON.parse(out) as T;
}

async function listTokens(run: Run): Promise<DoorToken[]> {
  return (await runForJson<PrintedToken[]>(run, ['token', 'list'])).map(readToken);
}

async function search(run: Run, { type, under, limit = 1000 }: Wanted) {
  const { assets, total } = await runForJson<{ assets: { qualifiedName: string }[]; total: number }>(run, [
    ...['search', '--limit', String(limit)],
    ...(type === undefined ? [] : ['--type', type]),
    ...(under === undefined ? [] : ['--under', under]),
  ]);
  return { qualifiedNames: assets.map(({ qualifiedName }) => qualifiedName), total };
}

/** A crawl that fails has printed its result all the same, and says why on standard error. */
async function crawlGlue(run: Run, crawl: Crawl): Promise<Crawled> {
  const { out, err } = await run([
    ...['crawl', 'glue', '--connection-name', crawl.connectionName, '--region', 'eu-central-1', '--watch', '--json'],
    ...(crawl.include ?? []).flatMap((name) => ['--include', name]),
    ...(crawl.exclude ?? []).flatMap((name) => ['--exclude', name]),
  ]);
  if (out === '') throw new Refusal(err);
  const { phase, connection } = JSON.parse(out) as { phase: string; connection: string };
  return { phase, connection, message: err };
}

/** The commands, with `--json`. */
export function enterByCli({ url }: Site, secret: string): Door {
  const environment = { CLAVIS_URL: url, CLAVIS_TOKEN: secret };
  const run: Run = (args) => runCommand(args, environment);
  return {
    createToken: async ({ name, personas = [] }) => {
      // The commands start at the least role; the other doors make what the Atlan wire makes.
      const options = ['--role', 'default', '--expires-in', '1h'];
      const links = personas.flatMap((persona) => ['--persona', persona]);
      const args = ['token', 'create', ...options, ...links, '--', name];
      const created = await runForJson<{ token: PrintedToken; secret: string }>(run, args);
      return { ...readToken(created.token), secret: created.secret };
    },
    listTokens: () => listTokens(run),
    findToken: async (name) => (await listTokens(run)).find((token) => token.name === name) ?? null,
    deleteToken: async (id) => {
      await runForJson(run, ['token', 'delete', id]);
    },
    rotateToken: (id) => runForJson<{ secret: string }>(run, ['token', 'rotate', id, '--overlap', '1h']),
    liveSecrets: async (id) => {
      const secrets = await runForJson<{ id: string; state: string }[]>(run, ['token', 'secrets', id]);
      return secrets.filter(({ state }) => state !== 'retired').map((secret) => secret.id);
    },
    retireSecret: async (id, secretId) => {
      await runForJson(run, ['token', 'secrets', id, '--retire', secretId]);
    },
    suspendToken: async (id, reason) => {
      await runForJson(run, ['token', 'suspend', id, '--reason', reason]);
    },
    resumeToken: async (id) => {
      await runForJson(run, ['token', 'resume', id]);
    },
    crawlGlue: (crawl) => {
      const aws = { AWS_ACCESS_KEY_ID: crawl.accessKey ?? 'sample', AWS_SECRET_ACCESS_KEY: glueSecretKey };
      const now = new Date(nextEpoch() * 1000);
      return crawlGlue((args) => runCommand(args, { ...environment, ...aws }, { now: () => now }), crawl);
    },
    search: (wanted) => search(run, wanted),
    whoAmI: async () => {
      const { username, personas } = await runForJson<{ username: string; personas: { name: string }[] }>(run, [
        'whoami',
      ]);
      return { username, personas: personas.map(({ name }) => name) };
    },
  };
}
