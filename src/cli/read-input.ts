import { UsageError } from './exit-codes.ts';

/** Far above what any command wants to be told. */
const inputBytesMax = 1024 * 1024;

/** All of a stream as text. Throws `UsageError` when that is more than a mebibyte. */
export async function readInput(stream: AsyncIterable<unknown>): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stream) {
    const part = Buffer.from(chunk as Uint8Array | string);
    bytes += part.length;
    if (bytes > inputBytesMax) throw new UsageError('more than 1 MiB on standard input');
    chunks.push(part);
  }
  return Buffer.concat(chunks).toString('utf8');
}
