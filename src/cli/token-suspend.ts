import { Command } from 'commander';
import { getTokenId } from './get-only-token.ts';
import { type Io, say, sayJson } from './io.ts';
import { printable } from './printable.ts';
import { clientOf, type GlobalOptions } from './settings.ts';

interface SuspendOptions extends GlobalOptions {
  reason: string;
}

const suspendExamples = `
Examples:
  clavis token suspend etl-nightly --reason leaked
  clavis token suspend 0b6f3a52-6f0e-4a3d-9a40-3d1f0c5a7e11 --reason unused --json

The token stops working at once, everywhere, and keeps its rights: \`clavis token resume\` switches it on again.`;

const resumeExamples = `
Examples:
  clavis token resume etl-nightly
  clavis token resume 0b6f3a52-6f0e-4a3d-9a40-3d1f0c5a7e11

A secret that became known still works afterwards: end it first, with \`clavis token rotate --overlap 0\`.`;

async function suspendToken(io: Io, nameOrId: string, options: SuspendOptions): Promise<void> {
  const client = clientOf(options, io);
  const id = await getTokenId(client, nameOrId, io.signal);
  const token = await client.tokens.governed.suspend(id, options.reason, { signal: io.signal });
  if (options.json === true) sayJson(io, token);
  else say(io, `API token \`${printable(token.displayName)}\` suspended; it no longer works.`);
}

async function resumeToken(io: Io, nameOrId: string, options: GlobalOptions): Promise<void> {
  const client = clientOf(options, io);
  const id = await getTokenId(client, nameOrId, io.signal);
  const token = await client.tokens.governed.resume(id, { signal: io.signal });
  if (options.json === true) sayJson(io, token);
  else if (token.state === 'expired')
    say(io, `API token \`${printable(token.displayName)}\` resumed, but it has expired.`);
  else say(io, `API token \`${printable(token.displayName)}\` resumed; it works again.`);
}

export function tokenSuspendCommand(io: Io): Command {
  return new Command('suspend')
    .description('switch an API token off without deleting it')
    .argument('<name-or-id>', 'its name, or its id when several have that name')
    .requiredOption('--reason <text>', 'for whoever finds it switched off')
    .addHelpText('after', suspendExamples)
    .action(async (nameOrId: string, _own: unknown, command: Command) => {
      await suspendToken(io, nameOrId, command.optsWithGlobals<SuspendOptions>());
    });
}

export function tokenResumeCommand(io: Io): Command {
  return new Command('resume')
    .description('switch a suspended API token on again')
    .argument('<name-or-id>', 'its name, or its id when several have that name')
    .addHelpText('after', resumeExamples)
    .action(async (nameOrId: string, _own: unknown, command: Command) => {
      await resumeToken(io, nameOrId, command.optsWithGlobals<GlobalOptions>());
    });
}
