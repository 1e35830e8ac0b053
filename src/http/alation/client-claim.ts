import { OauthRefusal } from '../../identity/index.ts';

/** What a client says it is at an endpoint of OAuth, and what it proves that with; not yet judged. */
export interface ClientCredentials {
  readonly clientId: string;
  readonly secret: string;
}

/** The fields of the form by which a client may prove itself instead. */
export interface ClientFields {
  readonly client_id?: string;
  readonly client_secret?: string;
}

const basicScheme = /^basic +([A-Za-z0-9+/=_-]+) *$/i;

/** Both parts are form-encoded before they are joined (RFC 6749, section 2.3.1); what is no such encoding stands for itself. */
function decodePart(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

function parseBasic(header: string): ClientCredentials | null {
  const encoded = basicScheme.exec(header)?.[1];
  if (encoded === undefined) return null;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  if (colon === -1) return null;
  return { clientId: decodePart(text.slice(0, colon)), secret: decodePart(text.slice(colon + 1)) };
}

function isBasic(header: string | undefined): header is string {
  return header !== undefined && /^basic\b/i.test(header);
}

/**
 * The id and secret of a client, by HTTP Basic or in the form; `null` where there is no whole pair.
 * COMPAT: clients send whatever `Authorization` they happen to have; only Basic is looked at.
 * Throws `OauthRefusal` (`invalid_request`) for two proofs at once: which of them counts is not ours to guess. A client id that stands in both
 * places and is the same is one.
 */
export function readClientCredentials(header: string | undefined, fields: ClientFields): ClientCredentials | null {
  const { client_id: clientId, client_secret: secret } = fields;
  if (!isBasic(header)) return clientId && secret ? { clientId, secret } : null;
  const basic = parseBasic(header);
  const isOther = clientId !== undefined && basic !== null && clientId !== basic.clientId;
  if (secret !== undefined || isOther) {
    throw new OauthRefusal('invalid_request', 'the client proves itself in two ways; accepted: HTTP Basic or the form');
  }
  return basic;
}
