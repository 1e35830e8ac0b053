import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Command } from 'commander';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createProgram } from '../../../src/cli/index.ts';
import { serveCommand } from '../../../src/serve-command.ts';
import { type AnsweringServer, startAnsweringServer } from '../../support/answering-server.ts';
import { runCommand } from './captured-terminal.ts';

/** Refuses everything, so that a command line that is understood ends with 1 and one that is not with 2. */
let refusing: AnsweringServer;
let folder: string;

beforeAll(async () => {
  refusing = await startAnsweringServer(() => ({ status: 400, body: { errorCode: 'REFUSED', message: 'refused' } }));
  folder = mkdtempSync(join(tmpdir(), 'clavis-usage-'));
  writeFileSync(join(folder, 'empty'), '\n');
});
afterAll(async () => {
  await refusing.close();
  rmSync(folder, { recursive: true });
});

const awsKeys = { AWS_ACCESS_KEY_ID: 'sample', AWS_SECRET_ACCESS_KEY: 'sample', AWS_REGION: 'eu-central-1' };

/** A sign-in at the refusing server, so that there is one to end. */
function storeSignIn(): void {
  const entry = { username: 'ada', bearer: 'some-bearer', expiresAt: '2100-01-01T00:00:00Z', refreshToken: null };
  mkdirSync(join(folder, 'clavis'), { recursive: true });
  const text = JSON.stringify({ servers: { [refusing.url]: entry } });
  writeFileSync(join(folder, 'clavis', 'credentials.json'), text);
}

function environment(change: Readonly<Record<string, string>> = {}): Record<string, string> {
  return { CLAVIS_URL: refusing.url, CLAVIS_TOKEN: 'some-token', XDG_CONFIG_HOME: folder, ...change };
}

/** Every command that does something, with the words that call it. */
function leaves(command: Command, path: readonly string[] = []): { words: string[]; command: Command }[] {
  if (command.commands.length === 0) return [{ words: [...path], command }];
  return command.commands.flatMap((child) => leaves(child, [...path, child.name()]));
}

const commands = leaves(createProgram({ serve: serveCommand() })).filter(({ words }) => words[0] !== 'help');
const clientCommands = commands.filter(({ words }) => words[0] !== 'serve');

async function helpOf(words: readonly string[]): Promise<string> {
  const { code, out, err } = await runCommand([...words, '--help'], {});
  expect(code).toBe(0);
  expect(err).toBe('');
  return out;
}

/** The command lines in a help text, without what comes after a pipe, from a file or goes to one; quotes as a shell takes them. */
function examplesIn(help: string): string[][] {
  return [...(help.split('Examples:')[1] ?? '').matchAll(/^ {2}clavis (.+)$/gm)].map((match) =>
    [...(match[1] ?? '').replace(/ [|<>] .*$/, '').matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
      ([, double, single, bare]) => double ?? single ?? bare ?? '',
    ),
  );
}

describe('help', () => {
  it('tells of every command at the top, one line each', async () => {
    const { code, out } = await runCommand(['--help'], {});
    expect(code).toBe(0);
    for (const name of ['token', 'audit', 'crawl', 'search', 'login', 'logout', 'whoami'])
      expect(out).toMatch(new RegExp(`^  ${name} .+`, 'm'));
    expect(out).toContain('Exit codes:');
  });

  it.each(clientCommands.map(({ words, command }) => [words.join(' '), { words, command }] as const))(
    'of `%s` describes it, all of its options, and gives examples that are accepted',
    async (_name, { words, command }) => {
      const help = await helpOf(words);
      expect(command.description()).not.toBe('');
      expect(command.options.filter(({ description }) => description === '')).toEqual([]);
      const examples = examplesIn(help);
      expect(examples.length).toBeGreaterThan(1);
      for (const example of examples) {
        storeSignIn();
        expect(example.slice(0, words.length)).toEqual(words);
        const { code, err } = await runCommand(example, environment(awsKeys), { answer: 'y', input: 'x' });
        expect({ example, code, err }).toMatchObject({ code: 1, err: expect.stringContaining('refused') as string });
      }
    },
  );

  it.each(commands.map(({ words, command }) => [words.join(' '), command] as const))(
    'of `%s` shows examples with options that it has',
    async (_name, command) => {
      let help = '';
      command.configureOutput({ writeOut: (text) => void (help += text) }).outputHelp();
      const known = new Set(['--json', ...command.options.map(({ long }) => long)]);
      const used = examplesIn(help)
        .flat()
        .filter((word) => word.startsWith('--'));
      expect(examplesIn(help)).not.toEqual([]);
      expect(used.filter((flag) => !known.has(flag))).toEqual([]);
    },
  );
});

describe('a wrong command line ends with 2, sends nothing, and says what is wrong', () => {
  const cases: readonly (readonly [args: readonly string[], hint: string])[] = [
    [[], 'Usage: clavis'],
    [['token'], 'Usage: clavis token'],
    [['crawl'], 'Usage: clavis crawl'],
    [['tokens'], 'token'],
    [['token', 'make', 'x'], 'make'],
    [['token', 'create'], 'name'],
    [['token', 'create', 'a', 'b'], 'too many arguments'],
    [['token', 'list', 'all'], 'too many arguments'],
    [['token', 'delete'], 'name-or-id'],
    [['token', 'create', 'x', '--expires-in', '0d'], '90d'],
    [['token', 'create', 'x', '--expires-in', '-5d'], '90d'],
    [['token', 'create', 'x', '--expires-in', '90'], '90d'],
    [['token', 'create', 'x', '--role', 'root'], 'none, read, default, admin'],
    [['token', 'create', 'x', '--persona'], 'argument missing'],
    [['search', '--limit', '10001'], 'from 1 to 10000'],
    [['search', '--limit', 'ten'], 'from 1 to 10000'],
    [['search', '--nonsense'], '--nonsense'],
    [['whoami', 'me'], 'too many arguments'],
    [['login', 'ada'], 'too many arguments'],
    [['login', '--password', 'x'], '--password'],
    [['logout', '--everywhere'], '--everywhere'],
    [['crawl', 'glue'], '--connection-name'],
    [['crawl', 'snowflake'], 'snowflake'],
    [['--url', 'ftp://catalog', 'token', 'list'], 'http://'],
    [['--token-file', '/no/such/file', 'token', 'list'], '/no/such/file'],
  ];

  it.each(cases)('clavis %j', async (args, hint) => {
    const sentBefore = refusing.seen.length;
    const { code, out, err } = await runCommand(args, environment());
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(hint);
    expect(refusing.seen).toHaveLength(sentBefore);
  });

  it('an empty token file is no token', async () => {
    const { code, err } = await runCommand(['--token-file', join(folder, 'empty'), 'whoami'], environment());
    expect(code).toBe(2);
    expect(err).toContain('no API token');
  });

  it('a crawl without region, without keys, or with keys that expire names the variable to set or unset', async () => {
    const args = ['crawl', 'glue', '--connection-name', 'lake'];
    const sentBefore = refusing.seen.length;
    const settings = [
      [{}, 'AWS_REGION'],
      [{ AWS_REGION: 'eu-central-1' }, 'AWS_ACCESS_KEY_ID'],
      [{ ...awsKeys, AWS_SESSION_TOKEN: 'x' }, 'AWS_SESSION_TOKEN'],
    ] as const;
    for (const [aws, hint] of settings) {
      const { code, err } = await runCommand(args, environment(aws));
      expect(code).toBe(2);
      expect(err).toContain(hint);
    }
    expect(refusing.seen.slice(sentBefore).some(({ url }) => url.includes('workflows'))).toBe(false);
  });
});
