import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { getEntityByGuid, searchAssets } from '../../../src/catalog/index.ts';
import type * as search from '../../../src/catalog/search/search-assets.ts';
import { isCatalogError, newGuid } from '../../../src/foundation/index.ts';
import { sql, transact } from '../../../src/postgres/index.ts';
import { importMutated } from '../../decisions/import-mutated.ts';
import { reportFigures } from '../../support/report-figures.ts';
import { createSmallCatalog, entity, type SmallCatalog } from '../../support/small-catalog.ts';
import type { TestToken } from '../../support/small-workspace.ts';

const assetCount = 30;

interface Doors {
  readonly searchAssets: typeof searchAssets;
  readonly getEntityByGuid: typeof getEntityByGuid;
}

/** T31: rights change while somebody reads or writes by them. */
export function describePolicyRaces({ races }: { readonly races: number }): void {
  let catalog: SmallCatalog;
  let token: TestToken;
  /** The first half is what the token may see, at every moment. */
  let guids: string[];
  const policyGuid = newGuid();

  const isShown = (guid: string) => guids.indexOf(guid) < assetCount / 2;

  beforeAll(async () => {
    catalog = await createSmallCatalog();
    token = await catalog.addToken('reader', 'none');
    const entities = Array.from({ length: assetCount }, (_, n) =>
      entity('Table', `${catalog.connection}/${n < assetCount / 2 ? 'left' : 'right'}/t${String(n)}`),
    );
    const { mutatedEntities } = await catalog.save(...entities);
    guids = (mutatedEntities?.CREATE ?? [])
      .toSorted((one, other) => Number(nameOf(one.attributes).slice(1)) - Number(nameOf(other.attributes).slice(1)))
      .map(({ guid }) => guid);
    const { db } = catalog;
    const purpose = newGuid();
    await db
      .insertInto('purpose')
      .values({ guid: purpose, qualified_name: purpose, name: 'P', tag_names: ['one'] })
      .execute();
    const policy = {
      guid: policyGuid,
      purpose_guid: purpose,
      name: 'P',
      category: 'metadata',
      effect: 'allow',
    } as const;
    const rest = { actions: ['entity-read', 'entity-update'], paths: [], entity_types: [] };
    await db
      .insertInto('policy')
      .values({ ...policy, ...rest })
      .execute();
    const audience = { policy_guid: policyGuid, subject_kind: 'actor', subject: token.principal.username } as const;
    await db.insertInto('policy_audience').values(audience).execute();
    await tagHalves('one', 'other');
  });
  afterAll(() => catalog.close());

  function nameOf(attributes: Readonly<Record<string, unknown>>): string {
    return String(attributes['name']);
  }

  async function tagHalves(shown: string, hidden: string): Promise<void> {
    await transact(catalog.db, async (tx) => {
      await sql`UPDATE purpose SET tag_names = ARRAY[${shown}::text]`.execute(tx);
      await sql`UPDATE asset SET direct_tag_names = ARRAY[CASE WHEN qualified_name LIKE '%/left/%' THEN ${shown}::text
        ELSE ${hidden}::text END] WHERE type_name = 'Table'`.execute(tx);
    });
  }

  async function isFound(doors: Doors, guid: string): Promise<boolean> {
    try {
      await doors.getEntityByGuid(catalog.deps, token.principal, { guid });
      return true;
    } catch (error) {
      if (isCatalogError(error) && error.code === 'asset_not_found') return false;
      throw error;
    }
  }

  /** The answers that show something else than what may be seen, out of `count` while both rights and tags turn around. */
  async function mixed(doors: Doors, count: number): Promise<string[]> {
    const wrong: string[] = [];
    let isOver = false;
    const turn = async () => {
      for (let n = 0; !isOver; n += 1) await (n % 2 === 0 ? tagHalves('other', 'one') : tagHalves('one', 'other'));
    };
    const dsl = {
      query: { term: { '__typeName.keyword': 'Table' } },
      size: assetCount,
      aggregations: { t: { terms: { field: '__typeName.keyword' } } },
    };
    const look = async (n: number) => {
      if (n % 2 === 0) {
        const {
          entities = [],
          approximateCount,
          aggregations,
        } = await doors.searchAssets(catalog.deps, token.principal, { dsl });
        const facets = JSON.stringify(aggregations).match(/"doc_count":(\d+)/)?.[1];
        const half = assetCount / 2;
        const isRight = entities.every(({ guid }) => isShown(guid)) && entities.length === half;
        if (!isRight || approximateCount !== half || facets !== String(half))
          wrong.push(`search showed ${String(approximateCount)}`);
      } else {
        const guid = guids[n % guids.length] ?? '';
        if ((await isFound(doors, guid)) !== isShown(guid)) wrong.push(`get said otherwise of ${guid}`);
      }
    };
    const turning = turn();
    // Two at a time, beside the one that changes.
    for (let n = 0; n < count; n += 2) await Promise.all([look(n), look(n + 1)]);
    isOver = true;
    await turning;
    return wrong;
  }

  describe('rights that change while they are used', () => {
    it(
      `are of the same moment as what they are used on, in ${String(races)} reads`,
      { timeout: 3_600_000 },
      async () => {
        const wrong = await mixed({ searchAssets, getEntityByGuid }, races);
        expect(wrong.slice(0, 3)).toEqual([]);
        reportFigures('T31', { races, mixed: wrong.length });
      },
    );

    it('the same test finds doors whose rights are older than their rows', { timeout: 600_000 }, async () => {
      const { searchAssets: torn } = await importMutated<typeof search>(
        'catalog/search/search-assets.ts',
        'torn search',
        {
          file: 'catalog/search/search-assets.ts',
          from: 'return readSnapshot(deps.db, (db) => searchAt({ ...deps, db }, principal, request));',
          to: 'return searchAt(deps, principal, request);',
        },
      );
      expect((await mixed({ searchAssets: torn, getEntityByGuid }, 1_000)).join()).toContain('search showed');
    });

    it(
      'let a write of several assets through whole or not at all, and none that begins later',
      { timeout: 3_600_000 },
      async () => {
        const mine = guids.slice(0, 5);
        const write = (text: string) =>
          catalog.saveAs(
            token.principal,
            ...mine.map((_, n) => {
              const qualifiedName = `${catalog.connection}/left/t${String(n)}`;
              return entity('Table', qualifiedName, { description: text });
            }),
          );
        const outcome = async (saving: Promise<unknown>) =>
          saving.then(
            () => true,
            (error: unknown) => !isCatalogError(error),
          );
        const enable = (enabled: boolean) =>
          catalog.db.updateTable('policy').set({ enabled }).where('guid', '=', policyGuid).execute();
        await tagHalves('one', 'other');
        let passed = 0;
        const writes = Math.ceil(races / 10);
        for (let n = 0; n < writes; n += 1) {
          const text = `race ${String(n)}`;
          const [isWritten] = await Promise.all([outcome(write(text)), enable(false)]);
          const { rows } = await sql<{ held: number }>`
          SELECT count(*)::int AS held FROM asset WHERE attributes ->> 'description' = ${text}`.execute(catalog.db);
          expect(rows[0]?.held).toBe(isWritten ? mine.length : 0);
          expect(await outcome(write(`${text} later`))).toBe(false);
          passed += isWritten ? 1 : 0;
          await enable(true);
        }
        reportFigures('T31 writes', { races: writes, passed });
      },
    );
  });
}
