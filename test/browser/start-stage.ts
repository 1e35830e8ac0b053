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
  /** Lets programs that wait for a device sign-in ask again at once, so that no test has to wait for them. */
  hurryDevices(): Promise<void>;
  /** Makes every sign-in eleven minutes older: too old for a secret where the password is to be confirmed. */
  ageSessions(): Promise<void>;
  close(): Promise<void>;
}

const builtPagePath = fileURLToPath(new URL('../../web/dist/index.html', import.meta.url));

function requireBuiltPage(): void {
  if (!existsSync(builtPagePath)) throw new Error('the page is not built: npm run build:web');
}

/** `packages` are modules with packages of one's own. */
export async function startStage({ packages }: { packages?: string } = {}): Promise<Stage> {
  requireBuiltPage();
  const database = await createTestDatabase();
  const dataDir = await mkdtemp(join(tmpdir(), 'clavis-browser-'));
  const glue = await startGlueEndpoint();
  process.env['AWS_ENDPOINT_URL_GLUE'] = glue.url;
  const flags = { dataDir, databaseUrl: database.url, port: '0', ...(packages === undefined ? {} : { packages }) };
  const app = await startApp(loadConfig({ flags, environment: {} }), {
    log: createLogger({ level: 'error' }),
    clock: systemClock,
  });
  if (app.firstAdminCode === null) throw new Error('a fresh server offers no first admin code');
  return {
    url: app.url,
    firstAdminCode: app.firstAdminCode,
    createSignInCode: (username) => app.createSignInCode(username),
    hurryDevices: async () => {
      await database.pool.query('UPDATE oauth_artifact SET poll_seconds = 0');
    },
    ageSessions: async () => {
      await database.pool.query("UPDATE secret SET created_at = created_at - interval '11 minutes' WHERE kind = 'ses'");
    },
    close: async () => {
      await app.stop();
      await glue.close();
      await database.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
