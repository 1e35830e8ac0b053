import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { OutcomeFailure } from './exit-codes.ts';
import { printable } from './printable.ts';

/** What the browser brought back. */
export interface BrowserReturn {
  code: string;
  /** Tells the person in the browser how it ended. */
  tell: (isSignedIn: boolean) => void;
}

/** Waits on this machine for the browser to come back from the sign-in (RFC 8252, section 7.3). */
export interface LoopbackListener {
  redirectUrl: string;
  /** Rejects with `OutcomeFailure` when the person or the server refused. */
  returned(state: string): Promise<BrowserReturn>;
  close(): Promise<void>;
}

const path = '/callback';

function page(title: string, text: string): string {
  const head = '<meta charset="utf-8"><meta name="color-scheme" content="light dark">';
  return `<!doctype html><html lang="en"><head>${head}<title>Clavis: ${title}</title></head><body><h1>${title}</h1><p>${text}</p></body></html>\n`;
}

const pages = {
  signedIn: page('Signed in', 'You can close this window and go back to the terminal.'),
  notSignedIn: page('Not signed in', 'The terminal says why. You can close this window.'),
  strange: page(
    'Not the sign-in that is awaited',
    'This link belongs to another sign-in. Start again with <code>clavis login</code>.',
  ),
  missing: page('Nothing here', 'Only a sign-in comes back to this address.'),
};

function answer(response: ServerResponse, status: number, html: string): void {
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'",
    // The address of this page holds the code.
    'referrer-policy': 'no-referrer',
    connection: 'close',
  });
  response.end(html);
}

function refusalOf(error: string, description: string | null): OutcomeFailure {
  if (error === 'access_denied') return new OutcomeFailure('not signed in: the sign-in was refused in the browser');
  const reason = description === null ? error : `${description} (${error})`;
  return new OutcomeFailure(`error: not signed in: ${printable(reason)}`);
}

interface Waiting {
  state: string;
  resolve: (returned: BrowserReturn) => void;
  reject: (reason: OutcomeFailure) => void;
}

function receive(request: IncomingMessage, response: ServerResponse, waiting: Waiting | null): void {
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  if (request.method !== 'GET' || url.pathname !== path) return answer(response, 404, pages.missing);
  const query = url.searchParams;
  // SECURITY: any page in the browser can send a request here; one without our state neither signs in nor ends the waiting.
  if (waiting === null || query.get('state') !== waiting.state) return answer(response, 400, pages.strange);
  const [code, error] = [query.get('code'), query.get('error')];
  if (code !== null && error === null) {
    const tell = (isSignedIn: boolean): void =>
      answer(response, isSignedIn ? 200 : 400, isSignedIn ? pages.signedIn : pages.notSignedIn);
    return waiting.resolve({ code, tell });
  }
  answer(response, 200, pages.notSignedIn);
  waiting.reject(refusalOf(error ?? 'no code came back', query.get('error_description')));
}

/** Listens on a free port of 127.0.0.1, where nobody but this machine can reach it. */
export async function startLoopbackListener(): Promise<LoopbackListener> {
  let waiting: Waiting | null = null;
  const server = createServer((request, response) => receive(request, response, waiting));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    redirectUrl: `http://127.0.0.1:${port}${path}`,
    returned: (state) =>
      new Promise((resolve, reject) => {
        waiting = { state, resolve, reject };
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
      }),
  };
}
