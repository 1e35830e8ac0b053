import type { AuditActor, AuditEntry, AuditOrigin } from '../../audit/index.ts';
import type { JsonObject } from '../../foundation/index.ts';
import type { RefreshTokenRecord } from './refresh-token.ts';

/** What is done to refresh tokens and to what is made from them. */
export type RefreshTokenAction =
  | 'refresh-token.create'
  | 'refresh-token.regenerate'
  | 'refresh-token.revoke'
  | 'access-token.create'
  | 'access-token.revoke';

export interface RefreshTokenAct {
  readonly actor: AuditActor;
  readonly action: RefreshTokenAction;
  readonly token: RefreshTokenRecord;
  readonly detail?: JsonObject;
  readonly origin?: AuditOrigin;
}

/** The record of an act; `username` is the owner's, who is not always who acted. */
export function refreshTokenEntry({ actor, action, token, detail, origin }: RefreshTokenAct): AuditEntry {
  const { id, name, username, secretId } = token;
  return {
    actor,
    action,
    objectKind: 'refresh-token',
    objectId: String(id),
    detail: { name, username, secretId, ...detail },
    ...(origin === undefined ? {} : { origin }),
  };
}

/** A person as who they act by the tokens of their own. */
export function ownerOf({ actorId, username }: RefreshTokenRecord): AuditActor {
  return { actorId, username };
}
