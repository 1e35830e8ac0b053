import { Command } from 'commander';
import { grantText } from './access-explain.ts';
import { parseAssetWords } from './asset-words.ts';
import { type Io, say, sayJson } from './io.ts';
import { renderTable } from './render-table.ts';
import { clientOf, type GlobalOptions } from './settings.ts';

const examples = `
Examples:
  clavis access who asset.read Table default/glue/1/db/orders
  clavis access who asset.update Connection default/glue/1 --json | jq -r '.actors[].username'`;

export function accessWhoCommand(io: Io): Command {
  return new Command('who')
    .description('everybody who may do something to an asset, each with how')
    .argument('<action>', 'such as asset.read')
    .argument('<asset...>', 'its guid, or its type and qualified name')
    .addHelpText('after', examples)
    .action(async (...given: [string, string[], unknown, Command]) => {
      const [action, words, , command] = given;
      const options = command.optsWithGlobals<GlobalOptions>();
      const asset = parseAssetWords(words);
      const answer = await clientOf(options, io).access.who({ action, asset }, { signal: io.signal });
      if (options.json === true) sayJson(io, answer);
      else if (answer.actors.length === 0) say(io, 'Nobody.');
      else {
        const rows = answer.actors.map(({ username, kind, by, hidden, via }) => [
          ...[username, kind, [...by.map(grantText), ...(hidden === 0 ? [] : [`${String(hidden)} hidden`])].join('; ')],
          via.join(', ') || '-',
        ]);
        say(io, renderTable(['who', 'kind', 'granted by', 'via'], rows));
      }
    });
}
