import { Command, InvalidArgumentError } from 'commander';
import { type AssetQuery, assetQuery } from '../sdk/index.ts';
import { collectValues } from './collect-values.ts';
import { type Io, say, sayJson } from './io.ts';
import { renderTable } from './render-table.ts';
import { clientOf, type GlobalOptions } from './settings.ts';

interface Options extends GlobalOptions {
  type?: string[];
  under?: string;
  connection?: string;
  archived?: boolean;
  limit: number;
}

const limitMax = 10_000;

const examples = `
Examples:
  clavis search orders
  clavis search --type Table --type View --under default/glue/1767225600/AwsDataCatalog/sales
  clavis search customer --json --limit 500 | jq -r '.assets[].qualifiedName'`;

function parseLimit(text: string): number {
  const limit = Number(text);
  if (!Number.isInteger(limit) || limit < 1 || limit > limitMax) {
    throw new InvalidArgumentError(`give a whole number from 1 to ${limitMax}`);
  }
  return limit;
}

function queryOf(words: readonly string[], options: Options): AssetQuery {
  let query = assetQuery().containing(words.join(' ')).columnsLast();
  query = options.type !== undefined ? query.ofType(...options.type) : query.withoutGovernance();
  if (options.under !== undefined) query = query.under(options.under);
  if (options.connection !== undefined) query = query.inConnection(options.connection);
  return options.archived === true ? query.withArchived() : query;
}

async function searchAssets(io: Io, words: readonly string[], options: Options): Promise<void> {
  const client = clientOf(options, io);
  const page = await client.search.page(queryOf(words, options), { size: options.limit, signal: io.signal });
  if (options.json === true) {
    sayJson(io, page);
    return;
  }
  if (page.total === 0) {
    say(io, 'Nothing found. You see only what your personas and connections show you.');
    return;
  }
  const rows = page.assets.map((asset) => [asset.typeName, asset.name, asset.qualifiedName]);
  say(io, renderTable(['type', 'name', 'qualified name'], rows));
  say(io, `\n${page.assets.length} of ${page.total}`);
}

export function searchCommand(io: Io): Command {
  return new Command('search')
    .description('find assets by text, type and place')
    .argument('[text...]', 'part of the name, or words of name or description')
    .option('--type <type>', 'asset type, such as Table (repeatable)', collectValues)
    .option('--under <qualified-name>', 'this asset and everything below it')
    .option('--connection <qualified-name>', 'only assets of this connection')
    .option('--archived', 'archived assets too')
    .option('--limit <number>', 'how many at most', parseLimit, 20)
    .addHelpText('after', examples)
    .action(async (words: string[], _own: unknown, command: Command) => {
      await searchAssets(io, words, command.optsWithGlobals<Options>());
    });
}
