import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requirePagesAsDecided } from '../../../test/decisions/paged-law.ts';
import { openStage, type Stage } from '../../../test/decisions/put-world.ts';
import { createSmallWorkspace } from '../../../test/support/small-workspace.ts';
import { searchAssets } from './search-assets.ts';

describe('a search by rights', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage(createSmallWorkspace);
  });
  afterAll(() => stage.workspace.close());

  it('counts, pages and facets exactly what the actor may read, in every small world', async () => {
    await requirePagesAsDecided(stage, searchAssets, 12);
  });

  it('negative control: hits that are dropped after the search are found out', async () => {
    const dropping: typeof searchAssets = async (...asked) => {
      const found = await searchAssets(...asked);
      return { ...found, approximateCount: found.approximateCount + 1 };
    };
    await expect(requirePagesAsDecided(stage, dropping, 1)).rejects.toThrow();
  });
});
