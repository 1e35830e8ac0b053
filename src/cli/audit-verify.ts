import { open } from 'node:fs/promises';
import { Command } from 'commander';
import {
  createChainCheck,
  isAnchorGenuine,
  parseAnchorKey,
  parseAnchorLine,
  parsePortableRecord,
  type ChainFault,
  type SignedAnchor,
} from '../chain/index.ts';
import { type AuditCheck } from '../sdk/index.ts';
import { OutcomeFailure, UsageError } from './exit-codes.ts';
import { type Io, say, sayJson } from './io.ts';
import { clientOf, type GlobalOptions } from './settings.ts';

interface Options extends GlobalOptions {
  file?: string;
  anchors?: string;
  anchorKey?: string;
  part?: boolean;
}

const examples = `
An export is checked without any server:
  clavis audit verify --file audit.jsonl
  clavis audit verify --file january.jsonl --part
  clavis audit verify --file audit.jsonl --anchors audit-anchors.jsonl --anchor-key <base64>
The server tells its anchor key with each check. Keep it with the anchors, elsewhere than the server.

Examples:
  clavis audit verify
  clavis audit verify --json | jq .firstBad`;

/** What was found, wherever it was looked for. */
interface Finding {
  readonly ok: boolean;
  readonly records: number;
  readonly anchors: number;
  readonly firstBad: { readonly sequence: number; readonly reason: string } | null;
  readonly anchorFault: string | null;
}

async function* linesOf(path: string): AsyncGenerator<string> {
  const file = await open(path).catch((error: unknown) => {
    throw new UsageError(`cannot read \`${path}\`: ${error instanceof Error ? error.message : String(error)}`);
  });
  try {
    yield* file.readLines();
  } finally {
    await file.close();
  }
}

/** The anchors of a file. With a key each must be signed by it; a line that is none, or is not, is a fault. */
async function readAnchors(path: string, keyText: string | undefined): Promise<readonly SignedAnchor[]> {
  const key = keyText === undefined ? null : parseAnchorKey(keyText);
  if (keyText !== undefined && key === null) {
    throw new UsageError('`--anchor-key` is no key: give 32 bytes in base64, as `clavis audit verify` shows them');
  }
  const anchors: SignedAnchor[] = [];
  let number = 0;
  for await (const line of linesOf(path)) {
    number += 1;
    // A beginning without an end is what a power cut left of an anchor that nobody was told of.
    if (line === '' || (line.startsWith('{') && !line.endsWith('}'))) continue;
    const anchor = parseAnchorLine(line);
    if (anchor === null) throw new OutcomeFailure(`line ${number} of \`${path}\` is no anchor`);
    if (key !== null && !isAnchorGenuine(anchor, key)) {
      throw new OutcomeFailure(`line ${number} of \`${path}\` was not signed with this key`);
    }
    anchors.push(anchor);
  }
  return anchors;
}

async function checkFile(path: string, anchors: readonly SignedAnchor[], isPart: boolean): Promise<Finding> {
  const check = createChainCheck({ anchors, isPart });
  let fault: ChainFault | null = null;
  let number = 0;
  for await (const line of linesOf(path)) {
    number += 1;
    if (line === '') continue;
    const record = parsePortableRecord(line);
    if (record === null) throw new OutcomeFailure(`line ${number} of \`${path}\` is no audit record`);
    fault = check.add(record);
    if (fault !== null) break;
  }
  fault ??= check.end();
  const firstBad = fault === null ? null : { sequence: fault.sequence, reason: fault.reason };
  return { ok: fault === null, records: check.recordCount, anchors: anchors.length, firstBad, anchorFault: null };
}

function tell(io: Io, finding: Finding): void {
  const { ok, records, anchors, firstBad, anchorFault } = finding;
  if (anchorFault !== null) io.stderr.write(`anchors: ${anchorFault}\n`);
  if (firstBad !== null) throw new OutcomeFailure(`record ${firstBad.sequence} is bad: ${firstBad.reason}`);
  if (!ok) throw new OutcomeFailure('the anchors cannot be trusted, so neither can the end of the record');
  say(io, `${records} records hold, against ${anchors} anchors`);
}

async function verifyAudit(io: Io, options: Options): Promise<void> {
  if (options.file === undefined) {
    if (options.anchors !== undefined) throw new UsageError('`--anchors` goes with `--file`; the server knows its own');
    const { audit } = clientOf(options, io);
    const found: AuditCheck = await audit.verify({ signal: io.signal });
    if (options.json === true) sayJson(io, found);
    else if (found.ok) say(io, `anchor key ${found.anchorKey}`);
    tell(options.json === true ? { ...io, stdout: io.stderr } : io, found);
    return;
  }
  const anchors = options.anchors === undefined ? [] : await readAnchors(options.anchors, options.anchorKey);
  const found = await checkFile(options.file, anchors, options.part === true);
  if (options.json === true) sayJson(io, found);
  tell(options.json === true ? { ...io, stdout: io.stderr } : io, found);
}

export function auditVerifyCommand(io: Io): Command {
  return new Command('verify')
    .description('check that no audit record was changed or removed; exits with 1 and names the first bad one')
    .option('--file <path>', 'an export, checked here without any server')
    .option('--part', 'the file is a part of the record: nothing before and after it is missed')
    .option('--anchors <path>', 'anchors to hold the export against')
    .option('--anchor-key <base64>', 'the key that the anchors must be signed with')
    .addHelpText('after', examples)
    .action(async (_own: unknown, command: Command) => {
      await verifyAudit(io, command.optsWithGlobals<Options>());
    });
}
