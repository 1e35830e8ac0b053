/**
 * Prints the tables and views with this text in their names, and their columns' types.
 *
 *     export CLAVIS_URL=http://127.0.0.1:7373 CLAVIS_TOKEN=…
 *     node examples/search-assets.ts orders
 */
import { assetQuery, ClavisClient, isClavisError } from '../src/sdk/index.ts';

const client = new ClavisClient({
  baseUrl: process.env['CLAVIS_URL'] ?? 'http://127.0.0.1:7373',
  token: process.env['CLAVIS_TOKEN'],
});
const text = process.argv.slice(2).join(' ');

try {
  // A token finds only what its personas and connections show it; there is nothing to filter here.
  const query = assetQuery().ofType('Table', 'View').containing(text);
  console.log(`${await client.search.count(query)} tables and views`);
  for await (const asset of client.search.assets(query)) {
    console.log(asset.qualifiedName);
    const columns = assetQuery()
      .ofType('Column')
      .under(asset.qualifiedName)
      .select('dataType', 'order')
      .sortBy('order');
    for await (const { name, attributes } of client.search.assets(columns)) {
      console.log(`  ${name}  ${String(attributes['dataType'])}`);
    }
  }
} catch (error) {
  if (!isClavisError(error)) throw error;
  console.error(`${error.message} (${error.code}, request ${error.requestId ?? 'unknown'})`);
  for (const { path, message } of error.problems) console.error(`  ${path}: ${message}`);
  process.exitCode = 1;
}
