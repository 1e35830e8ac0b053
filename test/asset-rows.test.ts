import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const source = join(resolve(dirname(fileURLToPath(import.meta.url)), '..'), 'src');

/**
 * Every file that may name the table of assets, and why no row gets from it into an answer unjudged. A row is judged by the actor's
 * condition inside the statement, by `authority.may` on what was read, or it answers nobody.
 */
const mayNameAssets: Readonly<Record<string, string>> = {
  'access/access-requests/access-request.ts': 'the name of what was asked for, for who may decide on the request',
  'access/access-requests/create-access-request.ts': 'whether there is such a target, which the answer does not tell',
  'access/api-tokens/require-ceiling.ts': 'whether a connection of that name exists, for who gives a ceiling',
  'catalog/access/count-assets.ts': 'counts by the conditions of those who are asked about',
  'catalog/access/count-difference.ts': 'counts; samples by the condition of who asks',
  'catalog/access/find-unused.ts': 'whether a policy matches anything',
  'catalog/access/simulate-access.ts': 'usernames in the paths of collections, judged as actors are',
  'catalog/collections/hold-collection.ts': 'a guid, which is read and judged next',
  'catalog/connections/hold-connection.ts': 'a guid, which is read and judged next',
  'catalog/entities/asset-store.ts': 'the store: whoever calls it judges, see below',
  'catalog/contracts/contract-versions.ts': 'guids and states of contracts of an asset that may be changed',
  'catalog/entities/delete-entities.ts': 'what is removed',
  'catalog/entities/find-moves.ts': 'what lies in a folder that moves with it',
  'catalog/entities/glossary-rules.ts': 'the last place among glossaries, which says nothing of any',
  'catalog/entities/get-entity-by-guid.ts': 'one row, which `authority.may` judges, and its links likewise',
  'catalog/entities/host-column.ts': 'what a row hangs on, to judge the row by',
  'catalog/entities/let-go-of-host.ts': 'guids to lock; clears a column',
  'catalog/entities/govern-policy.ts': 'the parent of a policy that is being written',
  'catalog/entities/govern-purpose.ts': 'writes what policies show',
  'catalog/entities/governed-writes.ts': 'writes what policies show; whether anything is left beneath a name',
  'catalog/entities/lineage-flag.ts': 'writes a flag',
  'catalog/lineage/lineage-fields.ts': 'whether an end of a link is archived, both of which have been judged',
  'catalog/lineage/list-lineage.ts': 'rows that the walk has passed, which judged them',
  'catalog/lineage/walk-lineage.ts': 'the actor’s condition on everything that is reached',
  'catalog/entities/link-store.ts': 'the store: whoever calls it judges, see below',
  'catalog/entities/move-contents.ts': 'writes names',
  'catalog/entities/purpose-rights.ts': 'whether there is an asset that the actor does not hold',
  'catalog/entities/require-empty-domains.ts': 'whether a domain that may be deleted is empty',
  'catalog/entities/require-no-circles.ts': 'the name of what is being put into itself by who may',
  'catalog/entities/source-fingerprints.ts': 'whether anything has changed, and of what the actor may read; see there',
  'catalog/entities/unique-names.ts': 'whether a name is taken where the actor may write',
  'catalog/history/readable-entries.ts': 'the actor’s condition on the asset that an entry is about',
  'catalog/history/search-history.ts':
    'the name of a term, for who may read it: the same condition is in the statement',
  'catalog/people/remove-group.ts': 'assets that show a list with the group in it, to rewrite them',
  'catalog/relational/relational-fields.ts': 'the actor’s condition on what a row stands in',
  'catalog/renames/rename-asset.ts': 'what lies beneath something that is renamed, each judged before it is written',
  'catalog/search/compile-condition.ts': 'the condition itself, on what a row hangs on',
  'catalog/search/linked-fields.ts': 'the actor’s condition on the other end',
  'catalog/search-log/search-search-log.ts': 'the actor’s condition on each asset that a search showed',
  'catalog/tags/find-arrivals.ts': 'where tags arrive, to write them',
  'catalog/tags/tag-store.ts': 'the store of tags: whoever calls it judges, see below',
  'catalog/tasks/search-tasks.ts': 'the actor’s condition on the asset of a task',
  'catalog/typedefs/purge-typedefs.ts': 'counts uses of a tag, for who manages tags',
};

const namesAssets =
  /\b(?:FROM|JOIN|UPDATE|INTO) asset\b|(?:selectFrom|updateTable|deleteFrom|insertInto|\w+Join)\('asset(?: as \w+)?'|table: 'asset'/;

/** What gives rows as they are stored. */
const readers = ['findAssetsByGuid', 'findAssetsByName', 'findLinkedAssets', 'findCarriedTags', 'findAuthorizedAssets'];

const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
  .map((name) => ({ name: relative(source, join(source, name)), text: readFileSync(join(source, name), 'utf8') }));

describe('rows of assets', () => {
  it('are named only by files that are known to keep them from who may not read them', () => {
    const naming = files.filter(({ text }) => namesAssets.test(text)).map(({ name }) => name);
    expect(naming.filter((name) => mayNameAssets[name] === undefined)).toEqual([]);
    expect(Object.keys(mayNameAssets).filter((name) => !naming.includes(name))).toEqual([]);
  });

  it('are judged by every file that reads them from the store', () => {
    const unjudged = files
      .filter(({ name }) => mayNameAssets[name] === undefined)
      .filter(({ text }) => readers.some((reader) => text.includes(`${reader}(`)))
      .filter(({ text }) => !/\bmay\('asset\.|getReadable|\bmay\(action/.test(text));
    expect(unjudged.map(({ name }) => name)).toEqual([]);
  });

  it('negative control: a statement on assets is noticed in whatever way it is written', () => {
    for (const text of [
      'SELECT guid FROM asset WHERE true',
      'LEFT JOIN asset AS other ON true',
      "db.selectFrom('asset').selectAll()",
      "query.innerJoin('asset as other', 'a', 'b')",
    ]) {
      expect(text).toMatch(namesAssets);
    }
  });
});
