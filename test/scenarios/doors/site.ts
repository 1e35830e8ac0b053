import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type GlueEndpoint, startGlueEndpoint } from '../../../examples/glue-endpoint/index.ts';
import { startApp } from '../../../src/app.ts';
import { loadConfig } from '../../../src/config/index.ts';
import { createLogger, systemClock } from '../../../src/foundation/index.ts';
import { ClavisClient } from '../../../src/sdk/index.ts';
import { createTestDatabase } from '../../support/database.ts';

/** A whole server as it is run, on a database of its own, with a Glue that it crawls. */
export interface Site {
  readonly url: string;
  /** The first admin's API token, as the bootstrap file gives it to scripts. */
  readonly adminSecret: string;
  /** For what a story needs and is not about. */
  readonly admin: ClavisClient;
  readonly glue: GlueEndpoint;
  /** Every line that the server has logged. */
  readonly logged: readonly string[];
  close(): Promise<void>;
}

/** The secret key of every crawl here, to be looked for where it must not be. */
export const glueSecretKey = randomBytes(20).toString('hex');

const endpointVariable = 'AWS_ENDPOINT_URL_GLUE';

export async function openSite(): Promise<Site> {
  const database = await createTestDatabase();
  const folder = await mkdtemp(join(tmpdir(), 'clavis-doors-'));
  const bootstrapFile = join(folder, 'admin.json');
  const glue = await startGlueEndpoint();
  process.env[endpointVariable] = glue.url;
  const logged: string[] = [];
  const flags = { dataDir: folder, databaseUrl: database.url, port: '0', bootstrapFile };
  const app = await startApp(loadConfig({ flags, environment: {} }), {
    log: createLogger({ level: 'info', destination: { write: (line: string) => logged.push(line) } }),
    clock: systemClock,
  });
  // The server has written it just now; docs/configuration.md says what is in it.
  const { token } = JSON.parse(await readFile(bootstrapFile, 'utf8')) as { token: string };
  return {
    url: app.url,
    adminSecret: token,
    admin: new ClavisClient({ baseUrl: app.url, token }),
    glue,
    logged,
    close: async () => {
      await app.stop();
      await glue.close();
      await database.close();
      await rm(folder, { recursive: true, force: true });
      Reflect.deleteProperty(process.env, endpointVariable);
    },
  };
}
