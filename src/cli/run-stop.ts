import { Command } from 'commander';
import { type Io, say, sayJson } from './io.ts';
import { clientOf, type GlobalOptions } from './settings.ts';

const examples = `
Examples:
  clavis run stop atlan-glue-1735500000-x7k2p
  clavis run stop atlan-glue-1735500000 --json`;

export function runStopCommand(io: Io): Command {
  return new Command('stop')
    .description('ask a run to stop; it is Failed within seconds')
    .argument('<run>', 'name of the run, or of its workflow')
    .addHelpText('after', examples)
    .action(async (name: string, ...[, command]: [unknown, Command]) => {
      const options = command.optsWithGlobals<GlobalOptions>();
      const run = await clientOf(options, io).workflows.stop(name, { signal: io.signal });
      if (options.json === true) sayJson(io, { run: run.name, phase: run.phase });
      else say(io, `${run.name} was asked to stop.`);
    });
}
