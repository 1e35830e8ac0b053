import { renderTable } from '../../src/cli/index.ts';
import { type Asset, type AssetPage, assetQuery, ClavisClient } from '../../src/sdk/index.ts';
import { type QuickstartActors } from './make-tokens.ts';
import { note } from './step.ts';

const tablesQuery = assetQuery().ofType('Table', 'View');
const namesMax = 3;
const pageSize = 500;

function rowOf(name: string, page: AssetPage): string[] {
  const names = page.assets.slice(0, namesMax).map((asset) => asset.name);
  const examples = page.total > namesMax ? [...names, '…'] : names;
  return [name, String(page.total), examples.join(', ') || '-'];
}

/** The promise of this whole product, so the quickstart fails when it does not hold. */
function requireGoverned(linked: AssetPage, unlinked: AssetPage, schema: Asset): void {
  const outside = linked.assets.filter((asset) => !asset.qualifiedName.startsWith(`${schema.qualifiedName}/`));
  if (linked.total === 0) throw new Error('the linked token sees nothing of the schema that its persona may read');
  if (outside.length > 0) throw new Error(`the linked token sees \`${outside[0]?.qualifiedName}\`, outside its schema`);
  if (unlinked.total > 0)
    throw new Error(`the unlinked token sees ${unlinked.total} assets, but nobody granted it any`);
}

/** Runs one search as the admin and as each token, and shows side by side what each sees. */
export async function compareSearch(
  url: string,
  admin: ClavisClient,
  seen: QuickstartActors & { schema: Asset },
): Promise<void> {
  const { linked, unlinked, schema } = seen;
  const [all, some, none] = await Promise.all(
    [
      admin,
      new ClavisClient({ baseUrl: url, token: linked.secret }),
      new ClavisClient({ baseUrl: url, token: unlinked.secret }),
    ].map((client) => client.search.page(tablesQuery, { size: pageSize })),
  );
  if (all === undefined || some === undefined || none === undefined) throw new Error('a search gave no answer');
  const rows = [rowOf('admin', all), rowOf(linked.token.displayName, some), rowOf(unlinked.token.displayName, none)];
  note('tables and views, searched as:');
  for (const line of renderTable(['api token', 'sees', 'for example'], rows).split('\n')) note(line);
  requireGoverned(some, none, schema);
}
