import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const run = promisify(execFile);
const main = fileURLToPath(new URL('./main.ts', import.meta.url));

// The first thing that anybody runs. A real process, because signals, ports and the fresh folder are part of the promise.
test('--once goes from an empty folder to a governed crawl, leaves nothing behind and exits with 0', async () => {
  const { stdout } = await run(process.execPath, [main, '--once', '--port', '0'], { timeout: 90_000 });
  expect(stdout).toMatch(/Succeeded +6\/6 databases, 130 tables/);
  expect(stdout).toMatch(/quickstart-linked +25 /);
  expect(stdout).toMatch(/quickstart-unlinked +0 /);
  expect(stdout).toMatch(/page +http:\/\/127\.0\.0\.1:\d+\//);
  expect(stdout).toMatch(/one-time-sign-in#\w+/);
}, 100_000);

test('a wrong option exits with 2 and says what is accepted', async () => {
  const failure = await run(process.execPath, [main, '--glue', 'azure']).catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: 2 });
  expect(String((failure as { stderr: string }).stderr)).toContain('`sample` or `aws`');
});
