import { Command } from 'commander';
import { type ClavisClient, GlueCrawler, type Run, type RunProgress } from '../sdk/index.ts';
import { collectValues } from './collect-values.ts';
import { OutcomeFailure, UsageError } from './exit-codes.ts';
import { type Io, say, sayJson } from './io.ts';
import { clientOf, type GlobalOptions } from './settings.ts';
import { renderGluePlan } from './render-glue-plan.ts';
import { watchRun } from './watch-run.ts';

interface Options extends GlobalOptions {
  connectionName: string;
  region?: string;
  include?: string[];
  exclude?: string[];
  adminUser?: string[];
  serverIdentity?: boolean;
  plan?: boolean;
  watch?: boolean;
}

const examples = `
Examples:
  export AWS_ACCESS_KEY_ID=… AWS_SECRET_ACCESS_KEY=…
  clavis crawl glue --connection-name production --region eu-central-1 --watch
  clavis crawl glue --connection-name sales --region us-east-1 --include sales --exclude sales_tmp
  clavis crawl glue --connection-name shared --server-identity
  clavis crawl glue --connection-name production --region eu-central-1 --plan

The keys are taken from the environment so that they do not stand in the process list; the server keeps them encrypted in its vault.
The crawl runs on the server: leaving --watch with Ctrl-C does not stop it.`;

function regionOf(options: Options, env: Io['env']): string {
  const region = options.region ?? env['AWS_REGION'] ?? env['AWS_DEFAULT_REGION'];
  if (region !== undefined && region !== '') return region;
  throw new UsageError('no AWS region: give --region or set AWS_REGION');
}

/** Region and keys, or neither: then the server crawls with the AWS identity and region of its own. */
function addCredentials(crawler: GlueCrawler, options: Options, env: Io['env']): void {
  if (options.serverIdentity === true) return;
  const region = regionOf(options, env);
  const accessKey = env['AWS_ACCESS_KEY_ID'];
  const secretKey = env['AWS_SECRET_ACCESS_KEY'];
  if (!accessKey || !secretKey) {
    throw new UsageError(
      'no AWS credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or give --server-identity',
    );
  }
  if (env['AWS_SESSION_TOKEN']) {
    throw new UsageError(
      'AWS_SESSION_TOKEN is set: temporary keys would stop working before the next crawl; use those of an IAM user, or --server-identity',
    );
  }
  crawler.direct(region).iamUserAuth(accessKey, secretKey);
}

/** Everything that can be wrong on this side is found before anything is sent. */
function checkSettings(options: Options, env: Io['env']): void {
  addCredentials(new GlueCrawler({ name: options.connectionName, adminUsers: ['-'] }), options, env);
}

async function submitCrawl(
  io: Io,
  client: ClavisClient,
  options: Options,
): Promise<{ run: Run; crawler: GlueCrawler }> {
  checkSettings(options, io.env);
  const call = { signal: io.signal };
  const me = await client.users.current(call);
  const adminUsers = [...new Set([me.username, ...(options.adminUser ?? [])])];
  const crawler = new GlueCrawler({ name: options.connectionName, adminUsers }, io.now());
  addCredentials(crawler, options, io.env);
  if (options.include !== undefined) crawler.include(options.include);
  if (options.exclude !== undefined) crawler.exclude(options.exclude);
  if (options.plan === true) crawler.dryRun();
  const workflow = await client.workflows.submit(crawler.toWorkflow(), call);
  for await (const run of client.workflows.monitor(workflow.name, call)) return { run, crawler };
  throw new Error(`workflow \`${workflow.name}\` was submitted but has no run`);
}

function requireSuccess(end: RunProgress): void {
  if (end.phase === 'Succeeded') return;
  const warnings = end.log.filter((line) => line.level !== 'info').map((line) => `  ${line.message}`);
  throw new OutcomeFailure(
    [`crawl ended in phase ${end.phase}: ${end.message ?? 'no reason given'}`, ...warnings].join('\n'),
  );
}

interface PlanOutput {
  readonly workflow: string;
  readonly run: string;
  readonly isJson: boolean;
}

function showPlan(io: Io, end: RunProgress, { isJson, ...submitted }: PlanOutput): void {
  if (isJson) sayJson(io, { ...submitted, phase: end.phase, message: end.message, plan: end.result });
  else if (end.result !== null) say(io, renderGluePlan(end.result));
  requireSuccess(end);
}

async function crawlGlue(io: Io, options: Options): Promise<void> {
  const client = clientOf(options, io);
  const { run, crawler } = await submitCrawl(io, client, options);
  const submitted = { workflow: run.workflowName, run: run.name, connection: crawler.connectionQualifiedName };
  if (options.json !== true) {
    say(io, `crawl submitted: run ${submitted.run}, connection ${submitted.connection}`);
  }
  if (options.plan === true) {
    showPlan(io, await watchRun(io, client, run.name), { ...submitted, isJson: options.json === true });
    return;
  }
  if (options.watch !== true) {
    if (options.json === true) sayJson(io, submitted);
    return;
  }
  const end = await watchRun(io, client, run.name);
  if (options.json === true) sayJson(io, { ...submitted, phase: end.phase, message: end.message, totals: end.totals });
  requireSuccess(end);
}

export function crawlGlueCommand(io: Io): Command {
  return new Command('glue')
    .description('crawl an AWS Glue data catalog into a new connection')
    .requiredOption('--connection-name <name>', 'name of the connection that the crawl fills')
    .option('--region <region>', 'AWS region (AWS_REGION)')
    .option('--include <database>', 'only this Glue database (repeatable)', collectValues)
    .option('--exclude <database>', 'not this Glue database (repeatable)', collectValues)
    .option('--admin-user <username>', 'further admin of the connection beside you (repeatable)', collectValues)
    .option(
      '--server-identity',
      'use the AWS identity and region of the server instead of keys, where its settings allow it',
    )
    .option('--plan', 'only tell what the crawl would do and which rights are missing; nothing is written')
    .option('--watch', 'show progress until the crawl is over')
    .addHelpText('after', examples)
    .action(async (_own: unknown, command: Command) => {
      await crawlGlue(io, command.optsWithGlobals<Options>());
    });
}
