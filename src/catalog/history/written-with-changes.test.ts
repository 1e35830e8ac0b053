import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const room = join(import.meta.dirname, '..');

/** What writes rows of assets together with the time of update that they show. */
const writers = /\b(?:updateAssets|insertAssets|touchAssets|relocateAssets)\(/;
const recorders = /\b(?:recordSave|recordChanges|recordDeletion)\(/;

/** Where the writers themselves are. */
const stores = ['entities/asset-store.ts', 'entities/move-contents.ts'];

const files = readdirSync(room, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && !stores.includes(name))
  .map((name) => ({ name, text: readFileSync(join(room, name), 'utf8') }));

describe('the history', () => {
  it('is written wherever assets are', () => {
    const writing = files.filter(({ text }) => writers.test(text));
    expect(writing.length).toBeGreaterThan(3);
    expect(writing.filter(({ text }) => !recorders.test(text)).map(({ name }) => name)).toEqual([]);
  });
});
