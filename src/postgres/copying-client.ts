import pg from 'pg';
import { PreparingClient } from './preparing-client.ts';

const copyIn = /^COPY .* FROM STDIN$/;

/** What pg's connection offers to a statement that sends rows; its type definitions leave it out. */
interface CopySink {
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
}

/** A `COPY … FROM STDIN` that sends its rows once the server is ready for them. */
class CopyIn extends pg.Query {
  private readonly chunks: readonly string[];

  constructor(text: string, chunks: readonly string[], done: (error: Error | undefined, result: unknown) => void) {
    super(text, done);
    this.chunks = chunks;
  }

  /** Called by pg; a plain query says there that it has nothing to send. */
  handleCopyInResponse(connection: CopySink): void {
    for (const chunk of this.chunks) connection.sendCopyFromChunk(Buffer.from(chunk));
    connection.endCopyFrom();
  }
}

/**
 * Sends the values of a `COPY … FROM STDIN`, which are pieces of text in PostgreSQL's own format, as its rows. So that
 * a `COPY` is one statement of a transaction like any other.
 */
export class CopyingClient extends PreparingClient {
  override query(...args: unknown[]): never {
    const [text, values] = args;
    if (typeof text !== 'string' || !copyIn.test(text)) return super.query(...args);
    const finished = new Promise((resolve, reject) => {
      const done = (error: Error | undefined, result: unknown) => (error ? reject(error) : resolve(result));
      super.query(new CopyIn(text, values as readonly string[], done));
    });
    return finished as never;
  }
}
