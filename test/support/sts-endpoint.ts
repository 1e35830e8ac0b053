import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';

export interface StsBehaviour {
  /** How long the keys that it gives are good for. */
  readonly keysLastSeconds: number;
  /** The external id that the role asks for. */
  readonly externalId: string | null;
}

/** A small AWS STS that knows `AssumeRole` alone, in its real protocol (query in, XML out). */
export interface StsEndpoint {
  /** For `AWS_ENDPOINT_URL_STS`. */
  readonly url: string;
  /** The parameters of every call so far. */
  readonly calls: Record<string, string>[];
  /** The access key ids handed out, in order. */
  readonly accessKeys: string[];
  configure(change: Partial<StsBehaviour>): void;
  close(): Promise<void>;
}

async function readForm(request: IncomingMessage): Promise<Record<string, string>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString('utf8')));
}

function send(response: ServerResponse, status: number, xml: string): void {
  response.writeHead(status, { 'content-type': 'text/xml' }).end(xml);
}

const denied = (role: string): string =>
  `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>AccessDenied</Code>
   <Message>not authorized to perform: sts:AssumeRole on resource: ${role}</Message></Error></ErrorResponse>`;

function granted(accessKey: string, expiration: Date): string {
  return `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
    <AccessKeyId>${accessKey}</AccessKeyId><SecretAccessKey>${randomBytes(12).toString('hex')}</SecretAccessKey>
    <SessionToken>${randomBytes(12).toString('hex')}</SessionToken><Expiration>${expiration.toISOString()}</Expiration>
    </Credentials></AssumeRoleResult></AssumeRoleResponse>`;
}

export async function startStsEndpoint(): Promise<StsEndpoint> {
  let behaviour: StsBehaviour = { keysLastSeconds: 3600, externalId: null };
  const calls: Record<string, string>[] = [];
  const accessKeys: string[] = [];
  const server = createServer((request, response) => {
    void readForm(request).then((form) => {
      calls.push(form);
      const wanted = behaviour.externalId;
      if (wanted !== null && form['ExternalId'] !== wanted) {
        send(response, 403, denied(form['RoleArn'] ?? ''));
        return;
      }
      const accessKey = `ROLE${String(accessKeys.length + 1)}`;
      accessKeys.push(accessKey);
      send(response, 200, granted(accessKey, new Date(Date.now() + behaviour.keysLastSeconds * 1000)));
    });
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address() as AddressInfo;
  return {
    ...{ url: `http://127.0.0.1:${String(port)}`, calls, accessKeys },
    configure: (change) => {
      behaviour = { ...behaviour, ...change };
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
