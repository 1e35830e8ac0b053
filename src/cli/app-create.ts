import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { parseJson } from '../foundation/index.ts';
import { type NewAppWorkflow } from '../sdk/index.ts';
import { OutcomeFailure, UsageError } from './exit-codes.ts';
import { type Io, say, sayJson } from './io.ts';
import { printable } from './printable.ts';
import { clientOf, type GlobalOptions } from './settings.ts';

interface Options extends GlobalOptions {
  inputs: string;
  entrypoint?: string;
  cron?: string;
  timezone?: string;
  run?: boolean;
}

const examples = `
Examples:
  clavis app create atlan-glue glue-prod --inputs - < inputs.json
  clavis app create atlan-glue glue-prod --inputs - --cron '5 4 * * *' --timezone Europe/Paris --no-run < inputs.json
  clavis app create snowflake-crawler sales --entrypoint crawler --inputs - --json < inputs.json

The file holds the inputs as one JSON object; GET /api/service/v1/apps/{app}/inputs says what an app takes. A credential in it goes to the vault
of the server and never comes back. A workflow of that name that you made before is answered as it is.`;

async function readText(io: Io, file: string): Promise<string> {
  if (file === '-') return io.readInput();
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new OutcomeFailure(`error: \`${file}\` is refused; nothing was made\n  it cannot be read: ${reason}`);
  }
}

async function readInputs(io: Io, file: string): Promise<NewAppWorkflow['inputs']> {
  const text = await readText(io, file);
  try {
    const value: unknown = parseJson(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as NewAppWorkflow['inputs'];
  } catch {
    // Said below, with what would be accepted. SECURITY: without the text, which may hold a secret.
  }
  throw new OutcomeFailure(`error: \`${file}\` is refused; nothing was made\n  it holds no JSON object`);
}

async function createApp(io: Io, { appId, name }: { appId: string; name: string }, options: Options): Promise<void> {
  const { entrypoint, cron, timezone, run } = options;
  if (cron === undefined && timezone !== undefined) throw new UsageError('--timezone says nothing without --cron');
  const schedule = cron === undefined ? {} : { schedule: { cron, ...(timezone === undefined ? {} : { timezone }) } };
  const workflow: NewAppWorkflow = {
    ...{ appId, name, inputs: await readInputs(io, options.inputs), run: run !== false },
    ...(entrypoint === undefined ? {} : { entrypoint }),
    ...schedule,
  };
  const saved = await clientOf(options, io).apps.create(workflow, { signal: io.signal });
  if (options.json === true) return sayJson(io, saved);
  if (saved.isReused)
    return say(io, `${saved.slug} was there already, in version ${String(saved.version)}; nothing was changed.`);
  say(io, `${saved.slug} made from ${printable(appId)}${saved.runId === null ? '' : `; run ${saved.runId}`}.`);
}

export function appCreateCommand(io: Io): Command {
  return new Command('create')
    .description('make a workflow from an app and run it')
    .argument('<app>', 'id of the app, such as atlan-glue')
    .argument('<name>', 'what to call it')
    .requiredOption('--inputs <file>', 'JSON file with what the app takes, `-` for standard input')
    .option('--entrypoint <name>', 'which operation of the app; its own unless told')
    .option('--cron <expression>', 'also run it at these times, five fields')
    .option('--timezone <zone>', 'IANA time zone of --cron, UTC unless told')
    .option('--no-run', 'do not run it now')
    .addHelpText('after', examples)
    .action(async (appId: string, name: string, ...[, command]: [unknown, Command]) => {
      await createApp(io, { appId, name }, command.optsWithGlobals<Options>());
    });
}
