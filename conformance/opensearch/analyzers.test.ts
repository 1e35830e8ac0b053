import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { analyze, analyzerNames } from '../../src/search/analysis/analyze.ts';
import { seededRandom } from '../../test/support/seeded-random.ts';
import indexSettings from './index-settings.json' with { type: 'json' };
import { seedText, seedWords } from './seed-texts.ts';
import { startOpenSearch, type OpenSearchNode } from './start-opensearch.ts';

interface Token {
  readonly token: string;
  readonly position: number;
}

const textCount = 200;
let node: OpenSearchNode;
let texts: readonly string[];

beforeAll(async () => {
  node = await startOpenSearch({ heap: '512m' });
  await node.createIndex('texts', { settings: indexSettings });
  const random = seededRandom(1);
  const written = Array.from({ length: textCount }, () => seedText(random, 1 + random.below(8)));
  const characters = fc.string({ unit: 'grapheme', maxLength: 20 });
  texts = [...seedWords, ...written, ...fc.sample(characters, { seed: 1, numRuns: textCount })];
}, 300_000);
afterAll(() => node.stop());

async function theirWords(analyzer: string, text: string): Promise<readonly (readonly [string, number])[]> {
  const { tokens } = await node.request('POST', '/texts/_analyze', { analyzer, text });
  return (tokens as readonly Token[]).map(({ token, position }) => [token, position] as const);
}

function ourWords(analyzer: (typeof analyzerNames)[number], text: string): readonly (readonly [string, number])[] {
  return analyze(analyzer, text).map(({ text: word, place }) => [word, place] as const);
}

describe('the words that a text becomes', () => {
  it.each(analyzerNames)('are those of OpenSearch, each in its place: %s', async (analyzer) => {
    for (const text of texts) {
      const [ours, theirs] = [ourWords(analyzer, text), await theirWords(analyzer, text)];
      expect({ text, words: ours }).toEqual({ text, words: theirs });
    }
  });
});
