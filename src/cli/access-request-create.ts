import { Command, Option } from 'commander';
import { type AccessRequestInput } from '../sdk/index.ts';
import { accessRequestLines } from './access-request-text.ts';
import { UsageError } from './exit-codes.ts';
import { type Io, say, sayJson } from './io.ts';
import { parseCount } from './parse-count.ts';
import { clientOf, type GlobalOptions } from './settings.ts';

interface CreateOptions extends GlobalOptions {
  connection?: string;
  persona?: string;
  reason: string;
  expiresInDays?: number;
}

const examples = `
Examples:
  clavis access-request create --connection default/glue/1735500000 --reason "nightly load of sales"
  clavis access-request create --persona default/Zk3qv0yhH1 --reason "reports" --expires-in-days 14 --json

Who asks is who this command acts as: an API token by its token, a person by their sign-in. The answer is the same whether or not
there is such a thing; somebody else who may give it approves.`;

function inputFrom({ connection, persona, reason, expiresInDays }: CreateOptions): AccessRequestInput {
  const asked = { reason, ...(expiresInDays === undefined ? {} : { expiresInDays }) };
  if (connection !== undefined) return { kind: 'connection-admin', target: connection, ...asked };
  if (persona !== undefined) return { kind: 'persona', target: persona, ...asked };
  throw new UsageError('say what for: --connection or --persona');
}

async function createRequest(io: Io, options: CreateOptions): Promise<void> {
  const input = inputFrom(options);
  const request = await clientOf(options, io).accessRequests.create(input, { signal: io.signal });
  if (options.json === true) {
    sayJson(io, request);
    return;
  }
  say(io, 'Asked; it is for somebody else to decide.');
  accessRequestLines(request).forEach((line) => say(io, line));
}

export function accessRequestCreateCommand(io: Io): Command {
  return new Command('create')
    .description('ask to become admin of a connection or to be put into a persona')
    .addOption(new Option('--connection <connection>', 'its qualified name or guid').conflicts('persona'))
    .addOption(new Option('--persona <persona>', 'its qualified name or guid'))
    .requiredOption('--reason <text>', 'for whoever decides')
    .option('--expires-in-days <days>', 'how long it waits for a decision, 1 to 30; 7 when absent', parseCount)
    .addHelpText('after', examples)
    .action(async (_own: unknown, command: Command) => {
      await createRequest(io, command.optsWithGlobals<CreateOptions>());
    });
}
