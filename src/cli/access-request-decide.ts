import { Command } from 'commander';
import { type AccessRequest } from '../sdk/index.ts';
import { requesterText, targetText } from './access-request-text.ts';
import { type Io, say, sayJson } from './io.ts';
import { printable } from './printable.ts';
import { clientOf, type GlobalOptions } from './settings.ts';

interface DecideOptions extends GlobalOptions {
  reason?: string;
}

type Verb = 'approve' | 'refuse';

const sampleId = '0b6f3a52-6f0e-4a3d-9a40-3d1f0c5a7e11';

const examplesOf = (verb: Verb): string => `
Examples:
  clavis access-request ${verb} ${sampleId}
  clavis access-request ${verb} ${sampleId} --reason "as agreed with the data team" --json

Nobody decides on a request of their own, nor on one of an API token they answer for.`;

const withdrawExamples = `
Examples:
  clavis access-request withdraw ${sampleId}
  clavis access-request withdraw ${sampleId} --json | jq -r .status`;

function sayOutcome(io: Io, request: AccessRequest, options: GlobalOptions): void {
  if (options.json === true) sayJson(io, request);
  else say(io, printable(`${requesterText(request)}, ${request.kind}, ${targetText(request)}: ${request.status}.`));
}

function decideCommand(io: Io, verb: Verb, description: string): Command {
  return new Command(verb)
    .description(description)
    .argument('<id>', 'of the request')
    .option('--reason <text>', 'for who asked, and for the audit record')
    .addHelpText('after', examplesOf(verb))
    .action(async (id: string, _own: unknown, command: Command) => {
      const options = command.optsWithGlobals<DecideOptions>();
      const input = options.reason === undefined ? {} : { reason: options.reason };
      sayOutcome(io, await clientOf(options, io).accessRequests[verb](id, input, { signal: io.signal }), options);
    });
}

export function accessRequestApproveCommand(io: Io): Command {
  return decideCommand(io, 'approve', 'give what is asked for');
}

export function accessRequestRefuseCommand(io: Io): Command {
  return decideCommand(io, 'refuse', 'refuse what is asked for');
}

export function accessRequestWithdrawCommand(io: Io): Command {
  return new Command('withdraw')
    .description('take back a request of one’s own')
    .argument('<id>', 'of the request')
    .addHelpText('after', withdrawExamples)
    .action(async (id: string, _own: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions>();
      sayOutcome(io, await clientOf(options, io).accessRequests.withdraw(id, { signal: io.signal }), options);
    });
}
