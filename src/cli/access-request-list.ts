import { Command, Option } from 'commander';
import { collectAll, type AccessRequestListOptions } from '../sdk/index.ts';
import { accessRequestLines, requesterText, targetText } from './access-request-text.ts';
import { type Io, say, sayJson } from './io.ts';
import { renderTable } from './render-table.ts';
import { clientOf, type GlobalOptions } from './settings.ts';

type ListOptions = GlobalOptions & Pick<AccessRequestListOptions, 'role' | 'status'>;

const listExamples = `
Examples:
  clavis access-request list --role decider --status pending
  clavis access-request list --json | jq -r '.[] | select(.mayDecide) | .id'`;

const showExamples = `
Examples:
  clavis access-request show 0b6f3a52-6f0e-4a3d-9a40-3d1f0c5a7e11
  clavis access-request show 0b6f3a52-6f0e-4a3d-9a40-3d1f0c5a7e11 --json | jq -r .status`;

async function listRequests(io: Io, options: ListOptions): Promise<void> {
  const { role, status } = options;
  const asked = { ...(role === undefined ? {} : { role }), ...(status === undefined ? {} : { status }) };
  const requests = await collectAll(clientOf(options, io).accessRequests.list({ ...asked, signal: io.signal }));
  if (options.json === true) {
    sayJson(io, requests);
    return;
  }
  if (requests.length === 0) {
    say(io, 'There is no such access request. Ask with `clavis access-request create`.');
    return;
  }
  const rows = requests.map((request) => [
    request.id,
    request.kind,
    targetText(request),
    requesterText(request),
    request.status,
    request.expiresAt.toISOString().slice(0, 10),
    request.mayDecide ? 'yes' : 'no',
  ]);
  say(io, renderTable(['id', 'asks', 'for', 'who', 'status', 'expires', 'yours to decide'], rows));
}

async function showRequest(io: Io, id: string, options: GlobalOptions): Promise<void> {
  const request = await clientOf(options, io).accessRequests.get(id, { signal: io.signal });
  if (options.json === true) sayJson(io, request);
  else accessRequestLines(request).forEach((line) => say(io, line));
}

export function accessRequestListCommand(io: Io): Command {
  return new Command('list')
    .description('list the own requests and those to decide about, the newest first')
    .addOption(new Option('--role <role>', 'the own ones, or those to decide about').choices(['requester', 'decider']))
    .addOption(
      new Option('--status <status>', 'only those').choices([
        ...['pending', 'approved', 'refused', 'withdrawn', 'expired'],
      ]),
    )
    .addHelpText('after', listExamples)
    .action(async (_own: unknown, command: Command) => {
      await listRequests(io, command.optsWithGlobals<ListOptions>());
    });
}

export function accessRequestShowCommand(io: Io): Command {
  return new Command('show')
    .description('show one request')
    .argument('<id>', 'of the request')
    .addHelpText('after', showExamples)
    .action(async (id: string, _own: unknown, command: Command) => {
      await showRequest(io, id, command.optsWithGlobals<GlobalOptions>());
    });
}
