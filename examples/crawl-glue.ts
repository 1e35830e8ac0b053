/**
 * Crawls some databases of an AWS Glue catalog into a new connection, and waits for the end.
 *
 *     export CLAVIS_URL=http://127.0.0.1:7373 CLAVIS_TOKEN=…
 *     export AWS_REGION=eu-central-1 AWS_ACCESS_KEY_ID=… AWS_SECRET_ACCESS_KEY=…
 *     node examples/crawl-glue.ts lake sales finance            # no database named: all of them
 */
import { ClavisClient, GlueCrawler } from '../src/sdk/index.ts';

const [connectionName, ...databases] = process.argv.slice(2);
const { AWS_REGION: region, AWS_ACCESS_KEY_ID: accessKey, AWS_SECRET_ACCESS_KEY: secretKey } = process.env;
if (connectionName === undefined) throw new Error('give a name for the connection');
if (!region || !accessKey || !secretKey) throw new Error('set AWS_REGION, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY');

const client = new ClavisClient({
  baseUrl: process.env['CLAVIS_URL'] ?? 'http://127.0.0.1:7373',
  token: process.env['CLAVIS_TOKEN'],
});

const { username } = await client.users.current();
const crawler = new GlueCrawler({ name: connectionName, adminUsers: [username] })
  .direct(region)
  .iamUserAuth(accessKey, secretKey)
  .include(databases);
const workflow = await client.workflows.submit(crawler.toWorkflow());

for await (const run of client.workflows.monitor(workflow.name, { intervalMs: 1_000 })) {
  console.log(`${run.name}: ${run.phase}${run.message === null ? '' : `, ${run.message}`}`);
  if (run.phase === 'Succeeded') console.log(`filled ${crawler.connectionQualifiedName}`);
  if (run.phase === 'Failed' || run.phase === 'Error') process.exitCode = 1;
}
