import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startGlueEndpoint } from '../../examples/glue-endpoint/index.ts';
import { startApp } from '../../src/app.ts';
import { loadConfig } from '../../src/config/index.ts';
import { createLogger, systemClock } from '../../src/foundation/index.ts';
import { createTestDatabase } from '../support/database.ts';

/** A server at its first start, with a sample AWS Glue that it would crawl. */
export interface Stage {
  url: string;
  /** The code that the console would show. */
  firstAdminCode: string;
  /** A code that signs this user in once. */
  createSignInCode(username: string): Promise<string>;
  close(): Promise<void>;
}

const builtPagePath = fileURLToPath(new URL('../../web/dist/index.html', import.meta.url));

function requireBuiltPage(): void {
  if (!existsSync(builtPagePath)) throw new Error('the page is not built: npm run build:web');
}

export async function startStage(): Promise<Stage> {
  requireBuiltPage();
  const database = await createTestDatabase();
  const dataDir = await mkdtemp(join(tmpdir(), 'clavis-browser-'));
  const glue = await startGlueEndpoint();
  process.env['AWS_ENDPOINT_URL_GLUE'] = glue.url;
  const flags = { dataDir, databaseUrl: database.url, port: '0' };
  const app = await startApp(loadConfig({ flags, environment: {} }), {
    log: createLogger({ level: 'error' }),
    clock: systemClock,
  });
  if (app.firstAdminCode === null) throw new Error('a fresh server offers no first admin code');
  return {
    url: app.url,
    firstAdminCode: app.firstAdminCode,
    createSignInCode: (username) => app.createSignInCode(username),
    close: async () => {
      await app.stop();
      await glue.close();
      await database.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
