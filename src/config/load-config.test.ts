import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { documentConfig } from './document-config.ts';
import { ConfigError, loadConfig } from './load-config.ts';

const folder = mkdtempSync(join(tmpdir(), 'clavis-config-'));
let fileCount = 0;
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function fileWith(content: unknown): string {
  fileCount += 1;
  const path = join(folder, `${String(fileCount)}.json`);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

function problemsOf(load: () => unknown): string[] {
  try {
    load();
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map(({ path }) => path);
    throw error;
  }
  return [];
}

describe('configuration', () => {
  it('the command line wins over the environment, which wins over the file', () => {
    const file = fileWith({ host: 'from-file', port: 1, logLevel: 'warn' });
    const config = loadConfig({
      flags: { port: '3' },
      environment: { CLAVIS_PORT: '2', CLAVIS_HOST: 'from-environment' },
      file,
    });
    expect(config).toMatchObject({ port: 3, host: 'from-environment', logLevel: 'warn' });
  });

  it('every bad key is named at once, wherever it came from', () => {
    const file = fileWith({ databaseConnectionsMax: 1, nonsense: true });
    const problems = problemsOf(() =>
      loadConfig({ flags: { port: '70000' }, environment: { CLAVIS_LOG_LEVEL: 'loud' }, file }),
    );
    expect(problems.sort()).toEqual(
      ['--port', 'CLAVIS_LOG_LEVEL', `${file}: databaseConnectionsMax`, `${file}: nonsense`].sort(),
    );
  });

  it('a file that is not JSON, or not there, is refused by its name', () => {
    const broken = fileWith('{');
    expect(problemsOf(() => loadConfig({ flags: {}, environment: {}, file: broken }))).toEqual([broken]);
    expect(problemsOf(() => loadConfig({ flags: {}, environment: { CLAVIS_CONFIG_FILE: '/none' } }))).toEqual([
      '/none',
    ]);
  });

  it('the configuration cannot be changed afterwards, and variables of other programs are left alone', () => {
    const config = loadConfig({ flags: {}, environment: { CLAVIS_SERVICE_HOST: '10.0.0.1' } });
    expect(Object.isFrozen(config)).toBe(true);
    expect(config.databaseUrl).toBeNull();
  });

  it('proxies are addresses or ranges, in a spelling that all read alike, and never everybody', () => {
    const read = (text: string) => loadConfig({ flags: { trustProxy: text }, environment: {} }).trustProxy;
    const fine = ['127.0.0.1', '10.0.0.0/8', '2001:db8::/32', '::1'];
    expect(read(fine.join(', '))).toEqual(fine);
    const wrong = ['true', '*', '0.0.0.0/0', '::/0', '10.0.0.0/33', '10.0.0.0/', '10.1', '010.0.0.1', '0x7f000001', 'fe80::1%eth0', 'proxy', '10.0.0.0/8/8', '10.0.0.0/08', '']; // prettier-ignore
    for (const text of wrong)
      expect(
        problemsOf(() => read(text)),
        text,
      ).toEqual(['--trust-proxy']);
  });

  it('docs/configuration.md says what the table of keys says', () => {
    const page = readFileSync(new URL('../../docs/configuration.md', import.meta.url), 'utf8');
    expect(page).toBe(documentConfig());
  });
});
