import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A way to a TCP server, usually a database, that can be cut and repaired. */
export interface CuttableWay {
  /** The address of the original with the port of this way. */
  readonly url: string;
  /** Breaks every connection and refuses new ones. */
  cut(): Promise<void>;
  repair(): Promise<void>;
  /** Lets nothing through, in either direction, without breaking anything. */
  hang(): void;
  resume(): void;
}

export async function createCuttableWay(url: string): Promise<CuttableWay> {
  const { hostname, port: farPort } = new URL(url);
  const sockets = new Set<Socket>();
  let isHung = false;
  const forward = (near: Socket): void => {
    const far = connect(Number(farPort), hostname);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => sockets.delete(socket));
    }
    near.pipe(far).pipe(near);
    // What breaks on one side breaks on the other: a pipe passes on an end, but no reset.
    near.on('close', () => far.end());
    far.on('close', () => near.end());
    if (isHung) for (const socket of [near, far]) socket.pause();
  };
  const listen = async (port: number): Promise<Server> => {
    const server = createServer(forward);
    await new Promise<void>((ready) => server.listen(port, '127.0.0.1', ready));
    return server;
  };
  let server: Server | null = await listen(0);
  const { port } = server.address() as AddressInfo;
  return {
    url: url.replace(`:${farPort}/`, `:${String(port)}/`),
    cut: async () => {
      const closing = server;
      server = null;
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((closed) => (closing === null ? closed() : closing.close(() => closed())));
    },
    repair: async () => {
      server ??= await listen(port);
    },
    hang: () => {
      isHung = true;
      for (const socket of sockets) socket.pause();
    },
    resume: () => {
      isHung = false;
      for (const socket of sockets) socket.resume();
    },
  };
}
