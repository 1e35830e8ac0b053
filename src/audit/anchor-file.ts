import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { KeyObject } from 'node:crypto';
import { isAnchorGenuine, parseAnchorLine, type SignedAnchor } from '../chain/index.ts';
import { CatalogError } from '../foundation/index.ts';
import { appendLines } from './append-lines.ts';
import { linesOf } from './lines-of.ts';

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

/** Appends one anchor and waits until it is on the disk. Makes the folder where it is missing. */
export async function appendAnchor(path: string, anchor: SignedAnchor): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await appendLines(path, `${JSON.stringify(anchor)}\n`);
}

/** What a power cut leaves of a line that nobody was told of: a beginning without its end. */
function isTorn(line: string): boolean {
  return line.startsWith('{') && !line.endsWith('}');
}

/**
 * Every anchor of the file, each signed with one of the keys; none when there is no file. Throws `state_conflict` for a line that is
 * no anchor or that somebody else signed: who changed the file may have changed the record too.
 */
export async function readAnchors(path: string, keys: readonly KeyObject[]): Promise<readonly SignedAnchor[]> {
  const anchors: SignedAnchor[] = [];
  let number = 0;
  try {
    for await (const line of linesOf(path)) {
      number += 1;
      if (line === '' || isTorn(line)) continue;
      const anchor = parseAnchorLine(line);
      const fault =
        anchor === null
          ? 'is no anchor'
          : keys.some((key) => isAnchorGenuine(anchor, key))
            ? null
            : 'was not signed by this server';
      if (fault !== null)
        throw new CatalogError('state_conflict', `line ${String(number)} of the anchor file ${fault}`);
      if (anchor !== null) anchors.push(anchor);
    }
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
  return anchors;
}

const tailBytes = 4_096;

/** The last whole anchor of the file, or `null`. Reads its end only. */
export async function readLastAnchor(path: string): Promise<SignedAnchor | null> {
  try {
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      const length = Math.min(size, tailBytes);
      const { buffer } = await file.read(Buffer.alloc(length), 0, length, size - length);
      const anchors = buffer.toString('utf8').split('\n').map(parseAnchorLine);
      return anchors.findLast((anchor) => anchor !== null) ?? null;
    } finally {
      await file.close();
    }
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}
