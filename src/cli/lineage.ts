import { Command, InvalidArgumentError, Option } from 'commander';
import { type ClavisClient, type LineageAsset, type LineageDirection } from '../sdk/index.ts';
import { parseAssetWords } from './asset-words.ts';
import { type Io, say, sayJson } from './io.ts';
import { printable } from './printable.ts';
import { renderTable } from './render-table.ts';
import { clientOf, type GlobalOptions } from './settings.ts';

interface Options extends GlobalOptions {
  direction: LineageDirection;
  depth: number;
  limit: number;
}

const limitMax = 10_000;

const examples = `
Examples:
  clavis lineage Table default/glue/1/db/orders
  clavis lineage Table default/glue/1/db/orders --direction upstream --depth 2
  clavis lineage 0f3b8d1e-3a52-4c1b-9d55-9a2c6a1b7f10 --json | jq -r '.assets[].qualifiedName'`;

function parseWhole(most: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (Number.isInteger(number) && number >= 1 && number <= most) return number;
    throw new InvalidArgumentError(`give a whole number from 1 to ${String(most)}`);
  };
}

type Asked = Options & Pick<Io, 'signal'>;

async function collect(client: ClavisClient, guid: string, { direction, depth, limit, signal }: Asked) {
  const assets: LineageAsset[] = [];
  for await (const asset of client.lineage.walk(guid, direction, { depth, signal })) {
    if (assets.length === limit) return { assets, hasMore: true };
    assets.push(asset);
  }
  return { assets, hasMore: false };
}

async function showLineage(io: Io, words: readonly string[], options: Options): Promise<void> {
  const client = clientOf(options, io);
  const selector = parseAssetWords(words);
  const { signal } = io;
  const { guid } = 'guid' in selector ? selector : await client.entities.get(selector, { signal });
  const found = await collect(client, guid, { ...options, signal });
  if (options.json === true) {
    sayJson(io, found);
    return;
  }
  if (found.assets.length === 0) {
    say(io, `Nothing ${options.direction}. You see only what your personas and connections show you.`);
    return;
  }
  const rows = found.assets.map((asset) => [String(asset.depth), asset.typeName, asset.name, asset.qualifiedName]);
  say(
    io,
    renderTable(
      ['depth', 'type', 'name', 'qualified name'],
      rows.map((row) => row.map(printable)),
    ),
  );
  if (found.hasMore) say(io, `\nThe first ${String(found.assets.length)}; there are more (--limit, --depth).`);
}

export function lineageCommand(io: Io): Command {
  return new Command('lineage')
    .description('what an asset is made from, or what is made from it')
    .argument('<asset...>', 'its guid, or its type and qualified name')
    .addOption(
      new Option('--direction <direction>', 'which way').choices(['upstream', 'downstream']).default('downstream'),
    )
    .option('--depth <levels>', 'how far at most', parseWhole(1_000_000), 1_000_000)
    .option('--limit <number>', 'how many at most', parseWhole(limitMax), 100)
    .addHelpText('after', examples)
    .action(async (words: string[], _own: unknown, command: Command) => {
      await showLineage(io, words, command.optsWithGlobals<Options>());
    });
}
