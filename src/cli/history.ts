import { Command } from 'commander';
import { type HistoryEntry } from '../sdk/index.ts';
import { parseAssetWords } from './asset-words.ts';
import { type Io, say, sayJson } from './io.ts';
import { parseCount } from './parse-count.ts';
import { renderTable } from './render-table.ts';
import { clientOf, type GlobalOptions } from './settings.ts';

interface Options extends GlobalOptions {
  limit: number;
}

const examples = `
Examples:
  clavis history Table default/glue/1767225600/AwsDataCatalog/sales/orders
  clavis history 0f3b8d1e-3a52-4c1b-9d55-9a2c6a1b7f10 --limit 100
  clavis history Table default/glue/1/db/orders --json | jq -r '.[] | [.at, .user, .action] | @tsv'`;

const pageSizeMax = 300;

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** What the entry is about, in a few words: the attributes that changed, the tag, the term, the set. */
function aboutText({ action, detail }: HistoryEntry): string {
  const attributes = detail['attributes'];
  const names = typeof attributes === 'object' && attributes !== null ? Object.keys(attributes) : [];
  if (action.startsWith('TERM_')) return textOf((attributes as Record<string, unknown> | undefined)?.['name']);
  if (action.includes('CLASSIFICATION')) return textOf(detail['typeName']);
  if (action.startsWith('BUSINESS_')) return `${textOf(detail['typeName'])}: ${names.join(', ')}`;
  return action === 'ENTITY_UPDATE' ? names.join(', ') : '';
}

async function history(io: Io, words: readonly string[], options: Options): Promise<void> {
  const selector = parseAssetWords(words);
  const size = Math.max(1, Math.min(options.limit, pageSizeMax));
  const entries: HistoryEntry[] = [];
  for await (const entry of clientOf(options, io).entities.history(selector, { size, signal: io.signal })) {
    if (entries.length === options.limit) break;
    entries.push(entry);
  }
  if (options.json === true) {
    sayJson(io, entries);
    return;
  }
  if (entries.length === 0) {
    say(io, 'No history. You see only that of assets which your personas and connections show you.');
    return;
  }
  const rows = entries.map((entry) => [entry.at.toISOString(), entry.user, entry.action, aboutText(entry)]);
  say(io, renderTable(['when', 'who', 'what', 'about'], rows));
}

export function historyCommand(io: Io): Command {
  return new Command('history')
    .description('what happened to an asset, newest first')
    .argument('<asset...>', 'its guid, or its type and qualified name')
    .option('--limit <number>', 'how many entries at most', parseCount, 20)
    .addHelpText('after', examples)
    .action(async (words: string[], _own: unknown, command: Command) => {
      await history(io, words, command.optsWithGlobals<Options>());
    });
}
