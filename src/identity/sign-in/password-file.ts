import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { CatalogError } from '../../foundation/index.ts';
import { passwordLengthMin } from './password-problems.ts';

/** A list of passwords in a file. */
export interface PasswordFile {
  has(password: string): Promise<boolean>;
}

const digestLine = /^([0-9A-Fa-f]{40})(?::\d+)?\r?$/;
const digestCharacters = 40;
/** A line of digests is at most 40 characters, a colon and a count; a block this long holds a whole one from anywhere. */
const blockBytes = 256;

function digestOf(password: string): string {
  return createHash('sha1').update(password).digest('hex').toUpperCase();
}

async function readBlock(file: FileHandle, position: number): Promise<string> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(blockBytes), 0, blockBytes, position);
  return buffer.toString('latin1', 0, bytesRead);
}

interface Line {
  readonly digest: string;
  /** Where the line after it begins. */
  readonly next: number;
}

/** The first whole line that begins at or after `position`; `null` at the end of the file. */
async function readLineFrom(file: FileHandle, position: number): Promise<Line | null> {
  // From one byte earlier, so that a line that begins exactly here is not passed over.
  const from = Math.max(0, position - 1);
  const block = await readBlock(file, from);
  const start = position === 0 ? 0 : block.indexOf('\n') + 1;
  if (position > 0 && start === 0) return null;
  const digest = block.slice(start, start + digestCharacters).toUpperCase();
  if (digest.length < digestCharacters) return null;
  const end = block.indexOf('\n', start);
  return { digest, next: end === -1 ? from + block.length : from + end + 1 };
}

/** Halves the file until the line is found or cannot be there: some 35 short reads for the forty gigabytes of all known breaches. */
async function hasDigest(file: FileHandle, digest: string): Promise<boolean> {
  let low = 0;
  let high = (await file.stat()).size;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const line = await readLineFrom(file, middle);
    if (line?.digest === digest) return true;
    if (line === null || line.digest > digest) high = middle;
    else low = line.next;
  }
  return false;
}

function normalize(password: string): string {
  return password.normalize('NFKC').toLowerCase();
}

/** Only what is long enough to be chosen at all is kept. */
async function readPlainList(path: string): Promise<ReadonlySet<string>> {
  const known = new Set<string>();
  const lines = createInterface({ input: createReadStream(path, 'utf8'), crlfDelay: Infinity });
  for await (const line of lines) if ([...line].length >= passwordLengthMin) known.add(normalize(line));
  return known;
}

/**
 * Opens a list of passwords. Either one password a line, which is read into memory; or one SHA-1 digest a line, as hex with an
 * optional `:count`, in ascending order, as the breach lists of "Have I Been Pwned" are exported: that one is
 * searched where it lies, whatever its size. Which of the two it is says its first line.
 * Throws `field_invalid` when it cannot be read.
 */
export async function openPasswordFile(path: string): Promise<PasswordFile> {
  try {
    const file = await open(path, 'r');
    const [first = ''] = (await readBlock(file, 0)).split('\n');
    if (digestLine.test(first)) return { has: (password) => hasDigest(file, digestOf(password)) };
    await file.close();
    const known = await readPlainList(path);
    return { has: (password) => Promise.resolve(known.has(normalize(password))) };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const message = `cannot read the list of breached passwords \`${path}\`: ${reason}`;
    throw new CatalogError('field_invalid', message, { cause });
  }
}
