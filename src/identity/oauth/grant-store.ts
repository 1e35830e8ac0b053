import type { Adapter, AdapterPayload } from 'oidc-provider';
import { invariant, isGuid } from '../../foundation/index.ts';
import { sql, transact } from '../../postgres/index.ts';
import type { OauthStoreDeps } from './artifact-store.ts';
import { endGrant } from './grants.ts';

interface GrantRow {
  readonly accountId: string;
  readonly clientId: string;
  readonly scope: string;
  readonly ageSeconds: number;
  readonly secondsLeft: number;
}

async function find(deps: OauthStoreDeps, id: string): Promise<AdapterPayload | undefined> {
  if (!isGuid(id)) return undefined;
  const { rows } = await sql<GrantRow>`
    SELECT actor_id AS "accountId", client_id AS "clientId", scope,
           extract(epoch FROM now() - created_at)::float8 AS "ageSeconds",
           extract(epoch FROM expires_at - now())::float8 AS "secondsLeft"
    FROM oauth_grant WHERE id = ${id}`.execute(deps.db);
  const [row] = rows;
  if (row === undefined) return undefined;
  const { accountId, clientId, scope } = row;
  const now = Math.floor(deps.clock.now().getTime() / 1000);
  const times = { iat: now - Math.round(row.ageSeconds), exp: now + Math.floor(row.secondsLeft) };
  return { kind: 'Grant', jti: id, accountId, clientId, openid: { scope }, ...times };
}

/** Storage for grants. Our own pages make them (`insertGrant`); the library reads them and ends them. */
export function createGrantStore(deps: OauthStoreDeps): Adapter {
  return {
    upsert: () => {
      invariant(false, 'grants are made by our own pages');
      return Promise.resolve();
    },
    find: (id) => find(deps, id),
    findByUserCode: () => Promise.resolve(undefined),
    findByUid: () => Promise.resolve(undefined),
    consume: () => Promise.resolve(),
    destroy: async (id) => {
      await transact(deps.db, (tx) => endGrant(tx, { id, reason: 'revoked', origin: deps.originNow() }));
    },
    revokeByGrantId: () => Promise.resolve(),
  };
}
