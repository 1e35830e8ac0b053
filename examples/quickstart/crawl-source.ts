import { watchRun } from '../../src/cli/index.ts';
import { type ClavisClient, GlueCrawler } from '../../src/sdk/index.ts';
import { type Source } from './start-source.ts';
import { note } from './step.ts';

export interface CrawlOptions {
  /** People who see everything that is crawled, beside the token that submits it. */
  adminUsers: readonly string[];
  signal: AbortSignal;
}

async function findRunName(admin: ClavisClient, workflowName: string, signal: AbortSignal): Promise<string> {
  for await (const run of admin.workflows.monitor(workflowName, { intervalMs: 200, signal })) return run.name;
  throw new Error(`workflow \`${workflowName}\` has no run`);
}

/** Submits the crawl, shows its progress, and gives the qualified name of the connection that it filled. */
export async function crawlSource(admin: ClavisClient, source: Source, options: CrawlOptions): Promise<string> {
  const { adminUsers, signal } = options;
  const crawler = new GlueCrawler({ name: 'quickstart', adminUsers })
    .direct(source.region)
    .iamUserAuth(source.accessKey, source.secretKey);
  const workflow = await admin.workflows.submit(crawler.toWorkflow(), { signal });
  const runName = await findRunName(admin, workflow.name, signal);
  note(`run ${runName}`);
  const terminal = { stderr: process.stdout, signal };
  const end = await watchRun(terminal, admin, runName);
  if (end.phase !== 'Succeeded')
    throw new Error(`the crawl ended in phase ${end.phase}: ${end.message ?? 'no reason given'}`);
  return crawler.connectionQualifiedName;
}
