import { Command } from 'commander';
import { type Io, say, sayJson } from './io.ts';
import { printable } from './printable.ts';
import { clientOf, type GlobalOptions } from './settings.ts';

interface AddOptions extends GlobalOptions {
  timezone?: string;
}

const addExamples = `
Examples:
  clavis app schedule add glue-prod-1f2e3d4c '5 4 * * *'
  clavis app schedule add glue-prod-1f2e3d4c '30 18 * * 1-5' --timezone Europe/Paris --json`;

const removeExamples = `
Examples:
  clavis app schedule remove glue-prod-1f2e3d4c 0b6f3a52-6f0e-4a3d-9a40-3d1f0c5a7e11
  clavis app schedule remove glue-prod-1f2e3d4c 0b6f3a52-6f0e-4a3d-9a40-3d1f0c5a7e11 --json`;

function addCommand(io: Io): Command {
  return new Command('add')
    .description('run a workflow by itself at these times; it may have several schedules')
    .argument('<slug>', 'its slug')
    .argument('<cron>', 'five fields, such as "5 4 * * *"')
    .option('--timezone <zone>', 'IANA time zone, UTC unless told')
    .addHelpText('after', addExamples)
    .action(async (slug: string, cron: string, ...[, command]: [unknown, Command]) => {
      const options = command.optsWithGlobals<AddOptions>();
      const { timezone } = options;
      const asked = { cron, ...(timezone === undefined ? {} : { timezone }) };
      const added = await clientOf(options, io).apps.addSchedule(slug, asked, { signal: io.signal });
      if (options.json === true) sayJson(io, added);
      else say(io, `${printable(slug)} runs at ${added.cron} ${added.timezone}; schedule ${added.triggerId}.`);
    });
}

function removeCommand(io: Io): Command {
  return new Command('remove')
    .description('remove one schedule; a run that it has started goes on')
    .argument('<slug>', 'slug of the workflow')
    .argument('<schedule>', 'id of the schedule, as `app show` lists it')
    .addHelpText('after', removeExamples)
    .action(async (slug: string, triggerId: string, ...[, command]: [unknown, Command]) => {
      const options = command.optsWithGlobals<GlobalOptions>();
      await clientOf(options, io).apps.removeSchedule(slug, triggerId, { signal: io.signal });
      if (options.json === true) sayJson(io, { removed: triggerId });
      else say(io, `schedule ${printable(triggerId)} removed.`);
    });
}

/** The schedules of a workflow of an app. */
export function appScheduleCommand(io: Io): Command {
  return new Command('schedule')
    .description('when a workflow of an app runs by itself')
    .addCommand(addCommand(io))
    .addCommand(removeCommand(io));
}
