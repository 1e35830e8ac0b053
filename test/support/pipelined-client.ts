import { connect, type Socket } from 'node:net';

/** An answer of HTTP/1.1 with a length. */
export interface PipelinedAnswer {
  readonly status: number;
  readonly head: string;
  readonly body: string;
}

/** A connection on which requests are written without waiting for answers, byte by byte as given. */
export interface PipelinedClient {
  /** Gives the answers, in order; rejects when the server closes the connection before all are there. */
  exchange(requests: readonly Buffer[]): Promise<PipelinedAnswer[]>;
  close(): void;
}

function readAnswer(bytes: Buffer): { readonly answer: PipelinedAnswer; readonly rest: Buffer } | null {
  const end = bytes.indexOf('\r\n\r\n');
  if (end === -1) return null;
  const head = bytes.toString('latin1', 0, end);
  const length = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? 0);
  if (bytes.length < end + 4 + length) return null;
  const body = bytes.toString('utf8', end + 4, end + 4 + length);
  return { answer: { status: Number(head.split(' ', 2)[1]), head, body }, rest: bytes.subarray(end + 4 + length) };
}

function collect(socket: Socket, count: number): Promise<PipelinedAnswer[]> {
  return new Promise((resolve, reject) => {
    const answers: PipelinedAnswer[] = [];
    let bytes = Buffer.alloc(0);
    const leave = (): void => void socket.off('data', onData).off('close', onClose).off('error', onClose);
    const onClose = (): void => {
      leave();
      reject(new Error(`the connection ended after ${String(answers.length)} of ${String(count)} answers`));
    };
    const onData = (chunk: Buffer): void => {
      bytes = Buffer.concat([bytes, chunk]);
      for (let read = readAnswer(bytes); read !== null; read = readAnswer(bytes)) {
        answers.push(read.answer);
        bytes = Buffer.from(read.rest);
      }
      if (answers.length < count) return;
      leave();
      resolve(answers);
    };
    socket.on('data', onData).on('close', onClose).on('error', onClose);
  });
}

export async function connectPipelined(port: number): Promise<PipelinedClient> {
  const socket = connect(port, '127.0.0.1');
  await new Promise<void>((ready, reject) => socket.once('connect', ready).once('error', reject));
  return {
    exchange: (requests) => {
      const answers = collect(socket, requests.length);
      socket.write(Buffer.concat(requests));
      return answers;
    },
    close: () => socket.destroy(),
  };
}

/** Sends all requests over a few connections, in batches, and gives every answer in the order of the requests. */
export async function exchangePipelined(port: number, requests: readonly Buffer[]): Promise<PipelinedAnswer[]> {
  const batchSize = 100;
  const clients = await Promise.all(Array.from({ length: 4 }, () => connectPipelined(port)));
  const answers: PipelinedAnswer[] = [];
  let nextBatch = 0;
  const work = async (client: PipelinedClient): Promise<void> => {
    for (let start = nextBatch++ * batchSize; start < requests.length; start = nextBatch++ * batchSize) {
      const got = await client.exchange(requests.slice(start, start + batchSize));
      got.forEach((answer, index) => (answers[start + index] = answer));
    }
  };
  await Promise.all(clients.map(work));
  for (const client of clients) client.close();
  return answers;
}
