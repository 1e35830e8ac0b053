import { Command } from 'commander';
import { type AuditRecord } from '../sdk/index.ts';
import { parseCount } from './parse-count.ts';
import { type Io, say } from './io.ts';
import { printable } from './printable.ts';
import { clientOf, type GlobalOptions } from './settings.ts';

interface Options extends GlobalOptions {
  follow?: boolean;
  lines: number;
}

const examples = `
Examples:
  clavis audit tail
  clavis audit tail -f
  clavis audit tail -f --json | jq 'select(.action == "request.deny")'`;

/** One record as a line for people. Names may hold anything, so what a terminal would obey is made visible. */
function lineOf(record: AuditRecord): string {
  const { sequence, at, actorName, onBehalfOfActorName, action, objectKind, objectId, originAddress } = record;
  const who = onBehalfOfActorName === null ? actorName : `${actorName} for ${onBehalfOfActorName}`;
  const detail = Object.keys(record.detail).length === 0 ? '' : ` ${JSON.stringify(record.detail)}`;
  const from = originAddress === null ? '' : ` from ${originAddress}`;
  return printable(`${sequence} ${at} ${who}${from} ${action} ${objectKind} ${objectId}${detail}`);
}

async function tailAudit(io: Io, options: Options): Promise<void> {
  const { audit } = clientOf(options, io);
  const call = { signal: io.signal };
  const show = (record: AuditRecord) => say(io, options.json === true ? JSON.stringify(record) : lineOf(record));
  let last = Math.max(0, (await audit.headSequence(call)) - options.lines);
  for await (const record of audit.records({ after: last }, call)) {
    show(record);
    last = record.sequence;
  }
  if (options.follow !== true) return;
  for await (const record of audit.follow(last, call)) show(record);
}

export function auditTailCommand(io: Io): Command {
  return new Command('tail')
    .description('show the newest audit records, one a line; with --json one JSON object a line')
    .option('-f, --follow', 'go on as records come, until Ctrl-C')
    .option('-n, --lines <number>', 'how many to begin with', parseCount, 10)
    .addHelpText('after', examples)
    .action(async (_own: unknown, command: Command) => {
      await tailAudit(io, command.optsWithGlobals<Options>());
    });
}
