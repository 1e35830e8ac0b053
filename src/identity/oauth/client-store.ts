import type { Adapter, AdapterPayload } from 'oidc-provider';
import { randomBytes } from 'node:crypto';
import { sql, type Db } from '../../postgres/index.ts';
import type { OauthStoreDeps } from './artifact-store.ts';

/** RFC 8693. */
export const tokenExchangeGrant = 'urn:ietf:params:oauth:grant-type:token-exchange';

/**
 * SECURITY: the library insists on a secret to compare with and we have none to give: ours are digests, compared by the statement that
 * authenticates every secret. This stands there instead, known to nobody, and is never compared with anything.
 */
const noSecret = randomBytes(32).toString('base64url');

interface ClientRow {
  readonly clientId: string;
  readonly name: string;
  readonly mayExchange: boolean;
}

async function readClient(db: Db, clientId: string): Promise<ClientRow | undefined> {
  const { rows } = await sql<ClientRow>`
    SELECT oauth_client.client_id AS "clientId", display_name AS name, exchange_role_max IS NOT NULL AS "mayExchange"
    FROM oauth_client JOIN actor ON actor.id = oauth_client.actor_id
    WHERE oauth_client.client_id = ${clientId} AND actor.state = 'active'
    UNION ALL
    SELECT api_token.client_id, api_token.display_name, false
    FROM api_token JOIN actor ON actor.id = api_token.actor_id
    WHERE api_token.client_id = ${clientId} AND actor.state = 'active'`.execute(db);
  return rows[0];
}

function metadataOf({ clientId, name, mayExchange }: ClientRow): AdapterPayload {
  return {
    client_id: clientId,
    client_name: name,
    client_secret: noSecret,
    token_endpoint_auth_method: 'client_secret_post',
    grant_types: ['client_credentials', ...(mayExchange ? [tokenExchangeGrant] : [])],
    response_types: [],
    redirect_uris: [],
  };
}

/**
 * The clients that have a secret: registered OAuth clients, and every API token, which is a client of its own
 * (Atlan wire, tokens as clients). Nothing is kept between requests.
 */
export function createClientStore(deps: Pick<OauthStoreDeps, 'db'>): Pick<Adapter, 'find'> {
  return {
    find: async (clientId) => {
      if (clientId.includes('\u0000')) return undefined;
      const row = await readClient(deps.db, clientId);
      return row === undefined ? undefined : metadataOf(row);
    },
  };
}
