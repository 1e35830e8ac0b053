import { Command } from 'commander';
import { type RunEvent, type RunProgress } from '../sdk/index.ts';
import { OutcomeFailure } from './exit-codes.ts';
import { type Io, say, sayJson } from './io.ts';
import { printable } from './printable.ts';
import { clientOf, type GlobalOptions } from './settings.ts';
import { watchRun } from './watch-run.ts';

interface Options extends GlobalOptions {
  log?: boolean;
}

const examples = `
Examples:
  clavis run watch atlan-glue-1735500000
  clavis run watch atlan-glue-1735500000-x7k2p --log
  clavis run watch atlan-glue-1735500000 --json | jq .totals

The run goes on when you leave with Ctrl-C. Exit code 1: it ended in another phase than Succeeded.`;

/** One event as a line for people; progress has its place at the end. */
function lineOf(event: RunEvent): string | null {
  if (event.kind === 'log') {
    const { at, level, message } = event.line;
    return printable(`${at.toISOString()} ${level.padEnd(5)} ${message}`);
  }
  if (event.kind === 'progress') return null;
  const { label, state, message } = event.step;
  return printable(`${label}: ${state}${message === null ? '' : ` (${message})`}`);
}

function requireSuccess({ phase, message }: Pick<RunProgress, 'phase' | 'message'>): void {
  if (phase !== 'Succeeded') throw new OutcomeFailure(`run ended in phase ${phase}: ${message ?? 'no reason given'}`);
}

async function showLog(io: Io, name: string, options: Options): Promise<RunProgress> {
  const { runs } = clientOf(options, io);
  for await (const event of runs.events(name, { signal: io.signal })) {
    if (options.json === true) say(io, JSON.stringify(event));
    else {
      const line = lineOf(event);
      if (line !== null) say(io, line);
    }
  }
  return runs.get(name, { signal: io.signal });
}

async function watch(io: Io, name: string, options: Options): Promise<void> {
  if (options.log === true) {
    requireSuccess(await showLog(io, name, options));
    return;
  }
  const end = await watchRun(io, clientOf(options, io), name);
  const { phase, message, totals } = end;
  if (options.json === true) sayJson(io, { run: end.name, phase, message, totals });
  requireSuccess(end);
}

export function runWatchCommand(io: Io): Command {
  return new Command('watch')
    .description('show how a run goes until it is over')
    .argument('<run>', 'name of the run, or of a workflow: then its newest run')
    .option('--log', 'show every line of its log and every step as they come; with --json one JSON object a line')
    .addHelpText('after', examples)
    .action(async (name: string, ...[, command]: [unknown, Command]) => {
      await watch(io, name, command.optsWithGlobals<Options>());
    });
}
