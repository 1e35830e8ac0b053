import { deserialize, serialize } from 'node:v8';
import { promisify } from 'node:util';
import { deflateRaw, inflateRaw } from 'node:zlib';

import { type TablePage } from './glue-source.ts';

const pack = promisify(deflateRaw);
const unpack = promisify(inflateRaw);

/** A page as a checkpoint holds it until it is stored: about a tenth of its size. */
export async function packPage(page: TablePage): Promise<string> {
  // Not as JSON: a page has dates, and texts that `jsonb` does not take.
  return (await pack(serialize(page), { level: 1 })).toString('base64');
}

/** What `packPage` packed; `null` for what another version of Node packed and this one cannot read, which then is read from the source again. */
export async function unpackPage(text: string): Promise<TablePage | null> {
  try {
    // INVARIANT: only `packPage` writes it.
    return deserialize(await unpack(Buffer.from(text, 'base64'))) as TablePage;
  } catch {
    return null;
  }
}
