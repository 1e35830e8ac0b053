import { Command } from 'commander';
import { type Schedule } from '../sdk/index.ts';
import { type Io, say, sayJson } from './io.ts';
import { renderTable } from './render-table.ts';
import { clientOf, type GlobalOptions } from './settings.ts';

const listExamples = `
Examples:
  clavis schedule list
  clavis schedule list --json | jq -r '.[] | select(.isPaused) | .name'`;

function examplesOf(kind: 'pause' | 'resume'): string {
  return `
Examples:
  clavis schedule ${kind} atlan-glue-1735500000
  clavis schedule ${kind} glue-prod-1f2e3d4c-0b6f3a52-6f0e-4a3d-9a40-3d1f0c5a7e11
  clavis schedule ${kind} atlan-glue-1735500000 --json | jq -r .nextAt`;
}

function rowOf({ name, cron, timezone, isPaused, nextAt, lastAt }: Schedule): string[] {
  const next = isPaused ? 'paused' : (nextAt?.toISOString() ?? '');
  return [name, cron, timezone, next, lastAt?.toISOString() ?? ''];
}

async function listSchedules(io: Io, options: GlobalOptions): Promise<void> {
  const schedules = await clientOf(options, io).schedules.list({ signal: io.signal });
  if (options.json === true) sayJson(io, schedules);
  else if (schedules.length === 0) say(io, 'There is no schedule that you may see.');
  else say(io, renderTable(['schedule', 'cron', 'time zone', 'next', 'last'], schedules.map(rowOf)));
}

function changeCommand(io: Io, kind: 'pause' | 'resume', description: string): Command {
  return new Command(kind)
    .description(description)
    .argument(
      '<schedule>',
      'its name as `schedule list` shows it: that of its workflow, of an app with the id of the schedule',
    )
    .addHelpText('after', examplesOf(kind))
    .action(async (name: string, ...[, command]: [unknown, Command]) => {
      const options = command.optsWithGlobals<GlobalOptions>();
      const schedule = await clientOf(options, io).schedules[kind](name, { signal: io.signal });
      if (options.json === true) sayJson(io, schedule);
      else
        say(
          io,
          kind === 'pause'
            ? `The schedule of ${name} is paused.`
            : `The schedule of ${name} is next due ${schedule.nextAt?.toISOString() ?? 'never'}.`,
        );
    });
}

/** When workflows run by themselves. */
export function scheduleCommand(io: Io): Command {
  const list = new Command('list')
    .description('list schedules with the time they are due next')
    .addHelpText('after', listExamples)
    .action(async (_own: unknown, command: Command) => {
      await listSchedules(io, command.optsWithGlobals<GlobalOptions>());
    });
  return new Command('schedule')
    .description('when workflows run by themselves')
    .addCommand(list)
    .addCommand(changeCommand(io, 'pause', 'hold a schedule; nothing comes due until it is resumed'))
    .addCommand(changeCommand(io, 'resume', 'let a paused schedule come due again, at its next time'));
}
