import { connect } from 'node:net';

/** An answer as it came over the wire. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

function parseAnswer(bytes: Buffer): RawAnswer {
  const text = bytes.toString('utf8');
  const end = text.indexOf('\r\n\r\n');
  const [first = '', ...lines] = text.slice(0, end).split('\r\n');
  const headers = lines.map((line): [string, string] => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  });
  return { status: Number(first.split(' ')[1]), headers: Object.fromEntries(headers), body: text.slice(end + 4) };
}

/**
 * Writes the parts, one after the other, on one connection and gives what came back until the server closed it. For requests
 * that no HTTP client would write. With `cutOff` the connection is broken instead, without waiting for anything.
 */
export function exchangeRaw(
  port: number,
  parts: readonly (string | Buffer)[],
  options: { readonly cutOff?: boolean } = {},
): Promise<RawAnswer | null> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    const chunks: Buffer[] = [];
    socket.setNoDelay(true);
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('error', reject);
    socket.on('close', () => resolve(chunks.length === 0 ? null : parseAnswer(Buffer.concat(chunks))));
    socket.on('connect', () => void writeAll());

    async function writeAll(): Promise<void> {
      for (const part of parts) {
        await new Promise<void>((written) => socket.write(part, () => written()));
        // Lets the server read this part by itself before the next one follows.
        await new Promise((turn) => setImmediate(turn));
      }
      if (options.cutOff === true) socket.resetAndDestroy();
    }
  });
}
