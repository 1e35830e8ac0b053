import { writeFileSync } from 'node:fs';
import { Command } from 'commander';
import {
  exportScope,
  exportWorkspace,
  readWorkspace,
  sections,
  type Section,
  writeDocument,
} from '../declarative/index.ts';
import { UsageError } from './exit-codes.ts';
import { type Io, say } from './io.ts';
import { parseKinds } from './parse-kinds.ts';
import { printable } from './printable.ts';
import { clientOf, type GlobalOptions } from './settings.ts';

interface Options extends GlobalOptions {
  output?: string;
  only?: ReadonlySet<Section>;
}

const examples = `
Examples:
  clavis export > access.yaml
  clavis export --only personas,purposes
  clavis export --json

The same format that \`clavis apply\` reads, in one order: applying it changes nothing, and two exports can be compared. No secrets.`;

function write(io: Io, text: string, file: string | undefined): void {
  if (file === undefined || file === '-') {
    io.stdout.write(text);
    return;
  }
  try {
    writeFileSync(file, text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`cannot write \`${file}\`: ${reason}`);
  }
  say(io, `Written to ${file}.`);
}

async function exportAccess(io: Io, options: Options): Promise<void> {
  const only = options.only ?? new Set(sections);
  const client = clientOf(options, io);
  const { workspace } = await readWorkspace(client, exportScope(only), { signal: io.signal });
  const { document, leftOut } = exportWorkspace(workspace, only);
  write(io, writeDocument(document, options.json === true ? 'json' : 'yaml'), options.output);
  for (const text of leftOut) io.stderr.write(`left out: ${printable(text)}\n`);
}

export function exportCommand(io: Io): Command {
  return new Command('export')
    .description('write groups, connection admins, purposes, personas and API tokens as a file that `apply` reads')
    .option('-o, --output <file>', 'where to; standard output when absent')
    .option('--only <sections>', `of ${sections.join(', ')}, separated by commas`, parseKinds(sections))
    .addHelpText('after', examples)
    .action(async (_own: unknown, command: Command) => {
      await exportAccess(io, command.optsWithGlobals<Options>());
    });
}
