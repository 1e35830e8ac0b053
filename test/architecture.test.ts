import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const source = join(root, 'src');

/** Who may import whom. Loosening this table needs a record in docs/decisions. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  contract: [],
  foundation: [],
  config: ['foundation'],
  postgres: ['foundation'],
  policy: ['foundation'],
  search: ['foundation'],
  // The chain is pure, so that the CLI checks an export with the server's own code (docs/decisions/0019).
  chain: ['foundation'],
  audit: ['foundation', 'postgres', 'chain'],
  identity: ['foundation', 'postgres', 'audit'],
  access: ['foundation', 'postgres', 'audit', 'identity', 'policy'],
  catalog: ['foundation', 'postgres', 'audit', 'identity', 'policy', 'access', 'search'],
  // Search is pure; the workflow indexes are queried through the same pipeline as assets (docs/decisions/0013).
  workflows: ['foundation', 'postgres', 'audit', 'identity', 'access', 'search'],
  packages: ['foundation', 'identity', 'access', 'catalog', 'workflows', 'search'],
  http: [
    'contract',
    'foundation',
    'identity',
    'access',
    'catalog',
    'workflows',
    'search',
    'policy',
    'audit',
    'packages',
  ],
  sdk: ['contract'],
  // What a file declares and how a server comes to be so: a client, and pure but for its edges (docs/decisions/0023).
  declarative: ['sdk', 'foundation'],
  cli: ['sdk', 'foundation', 'chain', 'declarative'],
};

const importPattern = /(?:^|\n)\s*(?:import|export)\s[^;]*?from\s+'([^']+)'|import\(\s*'([^']+)'\s*\)/g;

function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !name.includes('node_modules') && !name.startsWith('dist'))
    .map((name) => join(folder, name));
}

function importsOf(file: string): string[] {
  return [...readFileSync(file, 'utf8').matchAll(importPattern)].map((match) => match[1] ?? match[2] ?? '');
}

function roomOf(path: string): string {
  return relative(source, path).split('/')[0] ?? '';
}

interface Arrow {
  readonly from: string;
  readonly target: string;
}

function arrows(): Arrow[] {
  return sourceFiles(source)
    .filter((file) => !file.endsWith('.test.ts'))
    .flatMap((file) =>
      importsOf(file)
        .filter((specifier) => specifier.startsWith('.'))
        .map((specifier) => ({ from: file, target: resolve(dirname(file), specifier) })),
    );
}

describe('architecture', () => {
  const rooms = readdirSync(source, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);

  it('every room is in the table and has a README that says what belongs there', () => {
    expect(rooms.filter((room) => mayImport[room] === undefined)).toEqual([]);
    expect(rooms.filter((room) => !existsSync(join(source, room, 'README.md')))).toEqual([]);
  });

  it('a room imports only what the table allows, types included', () => {
    const wrong = arrows()
      .filter(({ from }) => rooms.includes(roomOf(from)))
      .filter(({ from, target }) => {
        const [own, other] = [roomOf(from), roomOf(target)];
        return own !== other && !(mayImport[own] ?? []).includes(other);
      })
      .map(({ from, target }) => `${relative(source, from)} -> ${relative(source, target)}`);
    expect(wrong).toEqual([]);
  });

  it('a room is entered through its index.ts; a package through that of its own folder', () => {
    const wrong = arrows()
      .filter(({ from, target }) => roomOf(from) !== roomOf(target) && rooms.includes(roomOf(target)))
      .map(({ from, target }) => ({ from: relative(source, from), target: relative(source, target) }))
      .filter(({ target }) => !/^[a-z]+\/index\.ts$/.test(target) && !target.startsWith('contract/'))
      .map(({ from, target }) => `${from} -> ${target}`);
    expect(wrong).toEqual([]);
  });

  it('policy and search are pure: nothing of node, no driver, no clock of their own', () => {
    const wrong = [...sourceFiles(join(source, 'policy')), ...sourceFiles(join(source, 'search'))]
      .filter((file) => !file.endsWith('.test.ts'))
      .filter((file) => {
        const imported = importsOf(file).filter((specifier) => !specifier.startsWith('.'));
        return imported.length > 0 || /\bDate\.now\(|new Date\(\)|process\./.test(readFileSync(file, 'utf8'));
      })
      .map((file) => relative(source, file));
    expect(wrong).toEqual([]);
  });

  it('nothing but config, the serve command and the CLI reads the environment', () => {
    const wrong = sourceFiles(source)
      .filter((file) => !file.endsWith('.test.ts') && /process\.env/.test(readFileSync(file, 'utf8')))
      .map((file) => relative(source, file))
      .filter((file) => !/^(config|cli)\/|^serve-command\.ts$/.test(file));
    expect(wrong).toEqual([]);
  });

  it('the SDK has no run-time dependency', () => {
    const wrong = sourceFiles(join(source, 'sdk'))
      .filter((file) => !file.endsWith('.test.ts'))
      .flatMap((file) => importsOf(file).map((specifier) => ({ file: relative(source, file), specifier })))
      .filter(({ specifier }) => !specifier.startsWith('.'));
    expect(wrong).toEqual([]);
  });

  it('no folder is named after a technical kind', () => {
    const forbidden = ['utils', 'helpers', 'common', 'misc', 'shared', 'core', 'services', 'managers'];
    const folders = [...sourceFiles(source), ...sourceFiles(join(root, 'web'))].flatMap((file) =>
      dirname(relative(root, file)).split('/'),
    );
    expect(folders.filter((folder) => forbidden.includes(folder))).toEqual([]);
  });
});
