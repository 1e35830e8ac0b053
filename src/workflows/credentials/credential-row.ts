import type { Insertable, Selectable } from 'kysely';
import { isJsonObject, type JsonObject } from '../../foundation/index.ts';
import type { Principal } from '../../identity/index.ts';
import type { Database } from '../../postgres/index.ts';
import type { Credential } from '../package.ts';
import type { Vault } from '../vault.ts';
import type { CredentialInput } from './credential-input.ts';
import { isSecretEntry } from './secret-key.ts';

export type CredentialRow = Selectable<Database['credential']>;

interface Secrets {
  readonly password: string | null;
  readonly extra: JsonObject;
}

function openSecrets(vault: Vault, row: CredentialRow): Secrets {
  const { password, extra } = vault.open(row.id, { sealed: row.sealed, keyId: row.key_id });
  return { password: typeof password === 'string' ? password : null, extra: isJsonObject(extra) ? extra : {} };
}

/** The credential of the row with its secrets opened. */
export function openRow(vault: Vault, row: CredentialRow): Credential {
  return {
    ...{
      guid: row.id,
      name: row.name,
      authType: row.auth_type,
      host: row.host,
      port: row.port,
      username: row.username,
    },
    ...{ connector: row.connector, connectorType: row.connector_type, connectorConfigName: row.connector_config_name },
    ...openSecrets(vault, row),
  };
}

/**
 * What a credential is after `input`: its own words, over those of `before`.
 * An update that brings no password keeps the stored one, and secrets inside `extra` stay unless their key is sent:
 * clients send back what they were answered, and secrets are never answered.
 */
export function mergeCredential(guid: string, input: CredentialInput, before: Credential | null): Credential {
  const keptExtra = Object.entries(before?.extra ?? {}).filter(
    ([key, value]) => isSecretEntry(key, value) || input.extra === undefined,
  );
  return {
    guid,
    name: input.name ?? before?.name ?? guid,
    authType: input.authType ?? before?.authType ?? null,
    connector: input.connector ?? before?.connector ?? null,
    connectorType: input.connectorType ?? before?.connectorType ?? null,
    connectorConfigName: input.connectorConfigName ?? before?.connectorConfigName ?? null,
    host: input.host ?? before?.host ?? null,
    port: input.port ?? before?.port ?? null,
    username: input.username ?? before?.username ?? null,
    password: input.password ?? before?.password ?? null,
    extra: { ...Object.fromEntries(keptExtra), ...input.extra },
  };
}

export interface SealInput {
  readonly input: CredentialInput;
  readonly credential: Credential;
  readonly before: CredentialRow | null;
  readonly at: Date;
}

/** The columns of a credential, secrets sealed. */
export function sealRow(vault: Vault, { input, credential, before, at }: SealInput) {
  const { password, extra, guid } = credential;
  const { sealed, keyId } = vault.seal(guid, { password, extra });
  const metadata = input.metadata ?? before?.metadata ?? null;
  const level = input.level ?? before?.level ?? null;
  return {
    name: credential.name,
    description: input.description ?? before?.description ?? null,
    ...{ auth_type: credential.authType, host: credential.host, port: credential.port, username: credential.username },
    ...{ connector: credential.connector, connector_type: credential.connectorType },
    connector_config_name: credential.connectorConfigName,
    metadata: metadata === null ? null : JSON.stringify(metadata),
    level: level === null ? null : JSON.stringify(level),
    ...{ sealed, key_id: keyId, version: (before?.version ?? 0) + 1, updated_at: at },
  } satisfies Partial<Insertable<Database['credential']>>;
}

/** The columns that never change again. */
export function originColumns(guid: string, principal: Principal, at: Date) {
  return { id: guid, created_by: principal.actorId, created_at: at };
}

/**
 * A credential as the Atlan wire answers it. Times are epoch milliseconds; what was not sent is null.
 * SECURITY: never the password, and of `extra` only entries that hold no secret.
 */
export function renderCredential(vault: Vault, row: CredentialRow, createdBy: string): JsonObject {
  const { extra } = openSecrets(vault, row);
  const shown = Object.entries(extra).filter(([key, value]) => !isSecretEntry(key, value));
  return {
    ...{
      id: row.id,
      name: row.name,
      description: row.description,
      version: String(row.version),
      isActive: row.is_active,
    },
    ...{ createdAt: row.created_at.getTime(), updatedAt: row.updated_at.getTime(), createdBy, tenantId: 'default' },
    ...{ connectorConfigName: row.connector_config_name, connector: row.connector, connectorType: row.connector_type },
    ...{ authType: row.auth_type, host: row.host, port: row.port, username: row.username },
    ...{ metadata: row.metadata, level: row.level, connection: null },
    extra: Object.keys(extra).length === 0 ? null : Object.fromEntries(shown),
  };
}
