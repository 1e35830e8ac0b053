import { Command } from 'commander';
import { ClavisClient } from '../sdk/index.ts';
import { UsageError } from './exit-codes.ts';
import { type Io, say, sayJson } from './io.ts';
import { type GlobalOptions, urlOf } from './settings.ts';

interface Options extends GlobalOptions {
  source?: string;
}

const examples = `
Examples:
  clavis leak report < leaked.txt
  clavis leak report --source wiki < leaked.txt

Reads one secret per line from standard input, never from the command line, where others could read it. Needs no credential.
The server does not say whether a secret was live.`;

const linesMax = 1000;

async function reportLeaks(io: Io, options: Options): Promise<void> {
  const baseUrl = urlOf(options, io);
  const lines = (await io.readInput()).split('\n').map((line) => line.trim());
  const secrets = lines.filter((line) => line !== '');
  if (secrets.length === 0)
    throw new UsageError('nothing on standard input: give the leaked secret there, one per line');
  if (secrets.length > linesMax) throw new UsageError(`more than ${String(linesMax)} lines: report them in parts`);
  // Sends no credential, though there may be one: whoever reports need not be known.
  const client = new ClavisClient({ baseUrl });
  const source = options.source === undefined ? {} : { source: options.source };
  for (const secret of secrets) await client.leaks.report({ secret, ...source }, { signal: io.signal });
  if (options.json === true) sayJson(io, { reported: secrets.length });
  else
    say(
      io,
      `Reported ${String(secrets.length)}. Every one that was live is worthless now: its API token is suspended.`,
    );
}

/** Secrets that became known. */
export function leakCommand(io: Io): Command {
  const report = new Command('report')
    .description('report a leaked secret, read from standard input: a live one becomes worthless at once')
    .option('--source <text>', 'where it was found')
    .addHelpText('after', examples)
    .action(async (_own: unknown, command: Command) => {
      await reportLeaks(io, command.optsWithGlobals<Options>());
    });
  return new Command('leak').description('secrets that became known').addCommand(report);
}
