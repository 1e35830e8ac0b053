import { Type, type Static } from 'typebox';
import { listOf, nullable, openObject } from './envelope.ts';

/**
 * A credential as a caller sends it (Atlan wire, credentials API). Only the texts are checked here; what a connector needs
 * is checked where it is understood. Unknown keys are accepted.
 */
export const CredentialRequest = openObject;

/** A credential as it is shown: never with its password. Times are epoch milliseconds. */
export const CredentialRecord = Type.Object({
  id: Type.String(),
  name: nullable(Type.String()),
  description: Type.Optional(nullable(Type.String())),
  version: Type.String(),
  isActive: Type.Boolean(),
  createdAt: Type.Integer(),
  updatedAt: Type.Integer(),
  createdBy: Type.String(),
  tenantId: Type.String(),
  connectorConfigName: nullable(Type.String()),
  connector: nullable(Type.String()),
  connectorType: nullable(Type.String()),
  authType: nullable(Type.String()),
  host: nullable(Type.String()),
  port: nullable(Type.Integer()),
  username: nullable(Type.String()),
  metadata: nullable(openObject),
  level: nullable(Type.Union([openObject, Type.String()])),
  connection: nullable(Type.Union([openObject, Type.String()])),
  extra: nullable(openObject),
});
export type CredentialRecord = Static<typeof CredentialRecord>;

export const CredentialList = listOf(CredentialRecord);
export type CredentialList = Static<typeof CredentialList>;

/** How a test of a credential went; it went well if and only if `message` is exactly `successful`. */
export const CredentialTest = Type.Object({
  code: Type.Integer(),
  message: Type.String(),
  error: nullable(Type.String()),
  info: openObject,
  requestId: Type.String(),
});
export type CredentialTest = Static<typeof CredentialTest>;
