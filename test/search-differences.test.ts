import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { acceptedDifferences } from '../conformance/opensearch/accepted-differences.ts';

it('every difference from OpenSearch that the comparison lets pass has its section in the docs, and no section is without one', () => {
  const page = readFileSync(new URL('../docs/search-differences.md', import.meta.url), 'utf8');
  const sections = [...page.matchAll(/^### (.+)$/gm)].map(([, heading = '']) => heading);
  expect(sections).toEqual(acceptedDifferences.map(({ heading }) => heading));
});
