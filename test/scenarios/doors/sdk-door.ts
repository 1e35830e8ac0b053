import { assetQuery, ClavisClient, collectAll, GlueCrawler, isClavisError, isOver } from '../../../src/sdk/index.ts';
import type { ApiToken, AssetQuery } from '../../../src/sdk/index.ts';
import { type Crawl, type Crawled, type Door, type DoorToken, nextEpoch, Refusal, type Wanted } from './door.ts';
import { glueSecretKey, type Site } from './site.ts';

/** Small, so that a list of the tests takes several pages. */
const pageSize = 7;

function readToken({ id, displayName, personas }: ApiToken): DoorToken {
  return { id, name: displayName, personas: personas.map(({ qualifiedName }) => qualifiedName) };
}

function queryOf({ type, under }: Wanted): AssetQuery {
  let query = assetQuery().withoutGovernance();
  if (type !== undefined) query = query.ofType(type);
  return under === undefined ? query : query.under(under);
}

async function search(client: ClavisClient, wanted: Wanted): Promise<{ qualifiedNames: string[]; total: number }> {
  const { limit = 1000 } = wanted;
  const query = queryOf(wanted);
  const qualifiedNames: string[] = [];
  for await (const asset of client.search.assets(query, { size: Math.min(100, limit) })) {
    qualifiedNames.push(asset.qualifiedName);
    if (qualifiedNames.length === limit) break;
  }
  return { qualifiedNames, total: await client.search.count(query) };
}

async function crawlGlue(client: ClavisClient, crawl: Crawl): Promise<Crawled> {
  const { username } = await client.users.current();
  const now = new Date(nextEpoch() * 1000);
  const crawler = new GlueCrawler({ name: crawl.connectionName, adminUsers: [username] }, now)
    .direct('eu-central-1')
    .iamUserAuth(crawl.accessKey ?? 'sample', glueSecretKey);
  if (crawl.include !== undefined) crawler.include(crawl.include);
  if (crawl.exclude !== undefined) crawler.exclude(crawl.exclude);
  const { name } = await client.workflows.submit(crawler.toWorkflow());
  for await (const { phase, message } of client.workflows.monitor(name, { intervalMs: 50 })) {
    if (isOver(phase)) return { phase, message: message ?? '', connection: crawler.connectionQualifiedName };
  }
  throw new Error(`watching \`${name}\` ended before its run`);
}

/** Runs one call of the client; what the client refuses becomes a `Refusal`. */
async function tell<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    if (!isClavisError(error)) throw error;
    const problems = error.problems.map(({ path, message }) => `${path}: ${message}`);
    throw new Refusal([`${String(error.status)} ${error.message}`, ...problems].join('\n'));
  }
}

/** The TypeScript client. */
export function enterBySdk({ url }: Site, secret: string): Door {
  const client = new ClavisClient({ baseUrl: url, token: secret });
  return {
    createToken: async ({ name, personas = [] }) => {
      const input = { displayName: name, personaQualifiedNames: personas, validitySeconds: 3600 };
      const created = await tell(client.tokens.create(input));
      return { ...readToken(created.token), secret: created.secret };
    },
    listTokens: async () => (await tell(collectAll(client.tokens.list({ pageSize })))).map(readToken),
    findToken: async (name) => {
      const token = await tell(client.tokens.find({ displayName: name }));
      return token === null ? null : readToken(token);
    },
    deleteToken: (id) => tell(client.tokens.delete(id)),
    rotateToken: (id) => tell(client.tokens.governed.rotate(id, { overlapSeconds: 3600 })),
    liveSecrets: async (id) =>
      (await tell(client.tokens.governed.secrets(id)))
        .filter(({ state }) => state !== 'retired')
        .map((secret) => secret.id),
    retireSecret: async (id, secretId) => {
      await tell(client.tokens.governed.retireSecret(id, secretId));
    },
    suspendToken: async (id, reason) => {
      await tell(client.tokens.governed.suspend(id, reason));
    },
    resumeToken: async (id) => {
      await tell(client.tokens.governed.resume(id));
    },
    crawlGlue: (crawl) => tell(crawlGlue(client, crawl)),
    search: (wanted) => tell(search(client, wanted)),
    whoAmI: async () => {
      const { username, personas } = await tell(client.users.whoAmI());
      return { username, personas: personas.map(({ name }) => name) };
    },
  };
}
