import { Command } from 'commander';
import { type Io, say, sayJson } from './io.ts';
import { clientOf, type GlobalOptions } from './settings.ts';

const examples = `
Examples:
  clavis vault rotate
  clavis vault rotate --json | jq -r .keyId

Nothing has to be stopped: the old key goes on opening what it wrapped, until \`clavis vault rewrap\` has wrapped all anew.
A key file must be one that all nodes share. Nodes with copies of it: put the new key, 32 random bytes in base64, below the
old one on every node, then above it on every node. Keys in the environment are exchanged the same way.`;

async function rotate(io: Io, options: GlobalOptions): Promise<void> {
  const rotated = await clientOf(options, io).vault.rotate({ signal: io.signal });
  if (options.json === true) {
    sayJson(io, rotated);
    return;
  }
  say(io, `Key ${rotated.keyId} takes the place of ${rotated.formerKeyId}.`);
  say(io, `  from  ${rotated.at.toISOString()}`);
  say(io, 'Then run `clavis vault rewrap`, and take the old key away when `clavis vault status` calls it removable.');
}

export function vaultRotateCommand(io: Io): Command {
  return new Command('rotate')
    .description('make a new wrapping key; the old one goes on opening what it wrapped')
    .addHelpText('after', examples)
    .action(async (_own: unknown, command: Command) => {
      await rotate(io, command.optsWithGlobals<GlobalOptions>());
    });
}
