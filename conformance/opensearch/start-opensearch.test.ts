import { existsSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { startOpenSearch } from './start-opensearch.ts';

const isOurs = (name: string): boolean => name.startsWith('clavis-opensearch-');

test('a node is filled, asked in one request or in many, and leaves nothing behind', async () => {
  const before = new Set(readdirSync(tmpdir()).filter(isOurs));
  const node = await startOpenSearch({ heap: '256m' });
  const [folder = ''] = readdirSync(tmpdir()).filter((name) => isOurs(name) && !before.has(name));
  expect(folder).not.toBe('');
  await node.createIndex('words', { mappings: { properties: { word: { type: 'keyword' } } } });
  const documents = Array.from({ length: 3_000 }, (_, at) => ({
    id: String(at),
    source: { word: `w${String(at % 7)}` },
  }));
  await node.addDocuments('words', documents);
  await node.refresh('words');
  await node.forceMerge('words');
  const query = { track_total_hits: true, query: { term: { word: 'w3' } } };
  const found = await node.search('words', query);
  expect(found).toMatchObject({ status: 200, body: { hits: { total: { value: 429 } } } });
  const [same, refused] = await node.searchMany('words', [query, { query: { term: { word: ['w3'] } } }]);
  expect(same?.body.hits).toMatchObject({ total: { value: 429 } });
  expect(refused?.status).toBe(400);
  await expect(node.addDocuments('words', [{ id: 'x', source: { word: { no: 'word' } } }])).rejects.toThrow('refused');
  await node.stop();
  expect(existsSync(`${tmpdir()}/${folder}`)).toBe(false);
});
