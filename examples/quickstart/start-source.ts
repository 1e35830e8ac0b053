import { sampleCatalog, startGlueEndpoint } from '../glue-endpoint/index.ts';
import { type QuickstartOptions } from './options.ts';
import { note } from './step.ts';

/** What will be crawled, and with which keys. */
export interface Source {
  region: string;
  accessKey: string;
  secretKey: string;
  close(): Promise<void>;
}

/** Starts the sample Glue and points the AWS SDK of this process at it, or leaves everything to the real AWS. */
export async function startSource(options: QuickstartOptions): Promise<Source> {
  if (options.aws !== null) {
    note(`AWS Glue in ${options.aws.region}`);
    return { ...options.aws, close: () => Promise.resolve() };
  }
  const endpoint = await startGlueEndpoint({ catalog: sampleCatalog() });
  process.env['AWS_ENDPOINT_URL_GLUE'] = endpoint.url;
  note(`the sample answers on ${endpoint.url}`);
  return { region: 'eu-central-1', accessKey: 'sample', secretKey: 'sample', close: () => endpoint.close() };
}
