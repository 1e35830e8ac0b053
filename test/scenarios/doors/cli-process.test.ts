import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from './captured-terminal.ts';
import { runProcess } from './run-process.ts';
import { glueSecretKey, openSite, type Site } from './site.ts';

let site: Site;
let folder: string;
beforeAll(async () => {
  [site, folder] = await Promise.all([openSite(), mkdtemp(join(tmpdir(), 'clavis-process-'))]);
});
afterAll(async () => {
  await site.close();
  await rm(folder, { recursive: true });
});

const runClavis = (args: readonly string[], env: Readonly<Record<string, string>>) =>
  runProcess('src/main.ts', args, env);

const here = (): Record<string, string> => ({ CLAVIS_URL: site.url, CLAVIS_TOKEN: site.adminSecret });

describe('the process', () => {
  it('reads the token from a file, prints JSON on standard output alone, and ends with 0', async () => {
    const file = join(folder, 'token');
    await writeFile(file, `${site.adminSecret}\n`);
    const { code, out, err } = await runClavis(['whoami', '--json', '--token-file', file, '--url', site.url], {});
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(JSON.parse(out)).toMatchObject({ roles: expect.arrayContaining(['$admin']) as string[] });
  });

  it('ends with 1 when the server refuses, with 2 when the command line is wrong, and prints nothing to be parsed', async () => {
    const refused = await runClavis(['whoami', '--json'], { ...here(), CLAVIS_TOKEN: 'not-a-token' });
    expect(refused).toMatchObject({ code: 1, out: '', err: expect.stringContaining('not valid') as string });
    const wrong = await runClavis(['whoami', '--jsno'], here());
    expect(wrong).toMatchObject({ code: 2, out: '', err: expect.stringContaining('--json') as string });
  });

  it('ends with 1 and names the address when there is no server', async () => {
    const { code, out, err } = await runClavis(['whoami'], { ...here(), CLAVIS_URL: 'http://127.0.0.1:9' });
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain('http://127.0.0.1:9');
    expect(err).not.toMatch(/^ +at /m);
  });

  it('crawls, watches and ends with 1 when the crawl fails', async () => {
    site.glue.configure({ accessKeys: ['sample'] });
    const args = ['crawl', 'glue', '--connection-name', 'lake', '--region', 'eu-central-1', '--watch', '--json'];
    const keys = { AWS_ACCESS_KEY_ID: 'unknown-key', AWS_SECRET_ACCESS_KEY: glueSecretKey };
    const { code, out, err } = await runClavis(args, { ...here(), ...keys });
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ phase: 'Failed' });
    expect(err).toContain('check the access key');
    expect(out + err).not.toContain(glueSecretKey);
  });
});

describe('what people read', () => {
  const run = (args: readonly string[]) => runCommand(args, here());

  it('the list of tokens is a table with a row for each', async () => {
    await run(['token', 'create', 'etl nightly', '--description', 'loads', '--expires-in', '30d']);
    const { code, out } = await run(['token', 'list']);
    const [heading = '', ...rows] = out.trimEnd().split('\n');
    expect(code).toBe(0);
    expect(heading).toMatch(/^NAME +ID +ROLE +STATE +PERSONAS +EXPIRES +CREATED BY$/);
    const row = rows.find((one) => one.startsWith('etl nightly '));
    expect(row).toMatch(/ none +active +- +\d{4}-\d\d-\d\d /);
    expect(row?.indexOf('none')).toBe(heading.indexOf('ROLE'));
  });

  it('a token that ran out is marked in the table', async () => {
    const made = await run(['token', 'create', 'brief', '--expires-in', '1s', '--json']);
    const expiresAt = new Date((JSON.parse(made.out) as { token: { expiresAt: string } }).token.expiresAt);
    const later = { now: () => new Date(expiresAt.getTime() + 1) };
    const { out } = await runCommand(['token', 'list'], here(), later);
    expect(out).toMatch(/^brief .*\(expired\)/m);
  });

  it('deleting asks first, and says afterwards that the token no longer works', async () => {
    await run(['token', 'create', 'to go']);
    const kept = await runCommand(['token', 'delete', 'to go'], here(), { answer: '' });
    expect(kept).toMatchObject({ code: 1, err: 'not deleted\n' });
    const gone = await runCommand(['token', 'delete', 'to go'], here(), { answer: 'y' });
    expect(gone).toMatchObject({ code: 0, out: expect.stringContaining('no longer works') as string });
    const again = await run(['token', 'delete', 'to go']);
    expect(again).toMatchObject({ code: 1, err: expect.stringContaining('`to go`') as string });
  });

  it('a search that finds nothing says why that may be', async () => {
    const { code, out } = await run(['search', 'no-such-thing']);
    expect(code).toBe(0);
    expect(out).toContain('Nothing found');
  });

  it('whoami names roles, personas and the credential with its end', async () => {
    const { out } = await run(['whoami']);
    expect(out).toMatch(
      /^service-account-apikey-.+\n {2}roles +\$admin.*\n {2}personas +-\n {2}credential +API token from CLAVIS_TOKEN\n {2}until +no end known\n$/,
    );
  });
});

// A secret in a list or an error ends up in terminals that are shared, in logs of build servers, in screenshots.
describe('secrets', () => {
  it('the new secret is printed once, by the command that makes it; the caller’s and the AWS keys never', async () => {
    const env = { ...here(), AWS_ACCESS_KEY_ID: 'sample', AWS_SECRET_ACCESS_KEY: glueSecretKey };
    site.glue.configure({ accessKeys: ['sample'] });
    const created = await runCommand(['token', 'create', 'printed once'], env);
    const secret = /^ {2}(clv_api_\w+)$/m.exec(created.out)?.[1] ?? '';
    expect(await runCommand(['whoami'], { ...env, CLAVIS_TOKEN: secret })).toMatchObject({ code: 0 });
    expect(created.out.split(secret)).toHaveLength(2);
    const crawl = ['crawl', 'glue', '--connection-name', 'lake', '--region', 'eu-central-1', '--include', 'sales'];
    const lines = [
      ...[['token', 'list'], ['token', 'list', '--json'], ['whoami'], ['search', 'printed'], ['search', '--json']],
      ...[[...crawl, '--watch'], ['token', 'delete', 'printed once'], ['token', 'create', ' '], ['nonsense']],
    ];
    let printed = created.out.replace(secret, '') + created.err;
    for (const line of lines) {
      const { out, err } = await runCommand(line, env);
      printed += out + err;
    }
    for (const kept of [secret, site.adminSecret, glueSecretKey]) expect(printed).not.toContain(kept);
    for (const kept of [secret, site.adminSecret, glueSecretKey]) expect(site.logged.join('')).not.toContain(kept);
  });
});
