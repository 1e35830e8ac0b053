import { ClavisClient } from '../../src/sdk/index.ts';
import { compareSearch } from './compare-search.ts';
import { crawlSource } from './crawl-source.ts';
import { grantSchema } from './grant-schema.ts';
import { makeTokens } from './make-tokens.ts';
import { OptionsError, parseQuickstartOptions, type QuickstartOptions } from './options.ts';
import { type QuickstartServer, startServer } from './start-server.ts';
import { startSource } from './start-source.ts';
import { step, StepFailure } from './step.ts';

const defectAdvice = 'this is a defect: please report it with the lines above';

function interruption(): AbortController {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      controller.abort(new Error(`ended by ${signal}`));
    });
  }
  return controller;
}

async function until(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise((resolve) => {
    signal.addEventListener('abort', resolve, { once: true });
  });
}

async function announce(server: QuickstartServer): Promise<void> {
  const { url, bootstrap } = server;
  const link = await server.createSignInLink();
  console.log(`
Ready.
  page     ${url}/
  API      ${url}/api/meta and ${url}/api/service, described at ${url}/openapi.json
  sign in  ${link}
           (as ${bootstrap.username}; works once, within 15 minutes)`);
}

/** The steps in order. Whatever was started is added to `closing`, last first. */
async function runSteps(
  options: QuickstartOptions,
  signal: AbortSignal,
  closing: (() => Promise<void>)[],
): Promise<void> {
  const sourceTitle = options.aws === null ? 'Starting a sample AWS Glue' : 'Using your AWS account';
  const source = await step(sourceTitle, 'free a loopback port and try again', () => startSource(options));
  closing.unshift(() => source.close());

  const serverAdvice = 'choose another folder with --data-dir, or another port with --port';
  const server = await step('Starting the server and its PostgreSQL', serverAdvice, () => startServer(options));
  closing.unshift(() => server.stop());

  const admin = new ClavisClient({ baseUrl: server.url, token: server.bootstrap.token });
  const actors = await step('Making a persona and two API tokens', defectAdvice, () => makeTokens(admin));

  const crawlAdvice =
    options.aws === null
      ? defectAdvice
      : 'check the keys, the region, and that they allow glue:GetDatabases and glue:GetTables';
  const connection = await step('Crawling', crawlAdvice, () =>
    crawlSource(admin, source, { adminUsers: [server.bootstrap.username], signal }),
  );

  const grantAdvice = options.aws === null ? defectAdvice : 'the account needs a Glue database with at least one table';
  const schema = await step('Granting one schema', grantAdvice, () => grantSchema(admin, actors.persona, connection));
  await step('Searching as each token', defectAdvice, () => compareSearch(server.url, admin, { ...actors, schema }));
  await announce(server);
}

async function main(): Promise<number> {
  const options = parseQuickstartOptions(process.argv.slice(2), process.env);
  const { signal } = interruption();
  const closing: (() => Promise<void>)[] = [];
  try {
    await runSteps(options, signal, closing);
    if (options.once) return 0;
    console.log('\nCtrl-C stops everything.');
    await until(signal);
    return 0;
  } catch (error) {
    if (signal.aborted) return 130;
    if (!(error instanceof StepFailure)) throw error;
    console.error(`\n✗ ${error.title}: ${error.message}\n  What to do: ${error.advice}`);
    return 1;
  } finally {
    for (const close of closing) await close();
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof OptionsError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
