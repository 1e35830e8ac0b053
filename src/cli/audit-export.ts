import { Command } from 'commander';
import { type Io, say } from './io.ts';
import { clientOf, type GlobalOptions } from './settings.ts';

interface Options extends GlobalOptions {
  from?: string;
  to?: string;
}

const examples = `
Examples:
  clavis audit export > audit.jsonl
  clavis audit export --from 2026-01-01 --to 2026-01-31 > january.jsonl`;

const recordsPerLine = 1_000;

/** Tells on a terminal how far it is; a log gets one line at the end. */
function tellProgress(io: Io, count: number, isLast: boolean): void {
  if (io.stderr.isTTY === true) io.stderr.write(`\r\u001b[2K${count} records${isLast ? '\n' : ''}`);
  else if (isLast) io.stderr.write(`${count} records\n`);
}

async function exportAudit(io: Io, options: Options): Promise<void> {
  const { from, to } = options;
  const { audit } = clientOf(options, io);
  const filter = { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
  let count = 0;
  for await (const record of audit.records(filter, { signal: io.signal })) {
    say(io, JSON.stringify(record));
    count += 1;
    if (count % recordsPerLine === 0) tellProgress(io, count, false);
  }
  tellProgress(io, count, true);
}

export function auditExportCommand(io: Io): Command {
  return new Command('export')
    .description('write the audit record to standard output, one JSON object a line')
    .option('--from <time>', 'from this date or time on (ISO 8601, UTC)')
    .option('--to <time>', 'up to this date, its whole day, or time')
    .addHelpText('after', examples)
    .action(async (_own: unknown, command: Command) => {
      await exportAudit(io, command.optsWithGlobals<Options>());
    });
}
