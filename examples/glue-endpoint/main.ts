import { parseArgs } from 'node:util';

import { generatedCatalog } from './generated-catalog.ts';
import { sampleCatalog } from './sample-catalog.ts';
import { startGlueEndpoint } from './start-glue-endpoint.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '4566' },
    tables: { type: 'string' },
    columns: { type: 'string', default: '20' },
    'latency-ms': { type: 'string', default: '0' },
  },
});

const catalog =
  values.tables === undefined
    ? sampleCatalog()
    : generatedCatalog({ databases: 1, tables: Number(values.tables), columns: Number(values.columns) });
const endpoint = await startGlueEndpoint({
  catalog,
  port: Number(values.port),
  latencyMs: Number(values['latency-ms']),
});
console.log(`a sample AWS Glue listens on ${endpoint.url}`);
console.log(`export AWS_ENDPOINT_URL_GLUE=${endpoint.url}`);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void endpoint.close());
