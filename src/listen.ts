import { defaultPort, type Config } from './config/index.ts';
import { CatalogError } from './foundation/index.ts';

/** Where a server ended up listening. `moved` when the default port was taken and a later one is used. */
export interface Listening {
  readonly url: string;
  readonly moved: boolean;
}

/** The part of an HTTP server that this needs. */
export interface Listenable {
  listen(options: { host: string; port: number }): Promise<string>;
}

const portsTriedMax = 50;

function isTaken(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
}

function refusal(error: unknown, host: string, port: number): CatalogError {
  const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
  const reason = isTaken(error) ? 'it is in use by another program' : `the system refuses it (${code})`;
  return new CatalogError('state_conflict', `cannot listen on \`${host}:${String(port)}\`: ${reason}`, {
    cause: error,
  });
}

async function listenOnNamedPort(server: Listenable, host: string, port: number): Promise<Listening> {
  try {
    return { url: await server.listen({ host, port }), moved: false };
  } catch (error) {
    throw refusal(error, host, port);
  }
}

/**
 * Listens on the port that was asked for, or, when none was, on the default one or the next that is free.
 * A port that was asked for and is taken is an error: whoever named it relies on it.
 */
export async function listen(server: Listenable, config: Pick<Config, 'host' | 'port'>): Promise<Listening> {
  if (config.port !== null) return listenOnNamedPort(server, config.host, config.port);
  for (let port = defaultPort; port < defaultPort + portsTriedMax; port += 1) {
    try {
      return { url: await server.listen({ host: config.host, port }), moved: port !== defaultPort };
    } catch (error) {
      if (!isTaken(error)) throw refusal(error, config.host, port);
    }
  }
  const last = defaultPort + portsTriedMax - 1;
  throw new CatalogError(
    'state_conflict',
    `ports ${String(defaultPort)} to ${String(last)} are all in use; name one with --port`,
  );
}
