import { Type } from 'typebox';
import { ListParameters, openObject } from './envelope.ts';
import {
  CreatedOauthClient,
  CreateOauthClientRequest,
  OauthClientList,
  OauthClientRecord,
  OauthClientToken,
  OauthClientTokenRequest,
  UpdateOauthClientRequest,
} from './oauth-client.ts';
import { RealmClientSecret, RealmRoleMappings, RealmUserList, RealmUserParameters } from './realm.ts';

const update = { body: UpdateOauthClientRequest, response: OauthClientRecord } as const;

/** The protocol's own bodies are forms, read by the library that speaks it; its answers are those of the RFCs. */
const protocol = { response: openObject } as const;

/** The schemas of OAuth clients and of the protocol. */
export const oauthSchemas = {
  listOauthClients: { query: ListParameters, response: OauthClientList },
  createOauthClient: { body: CreateOauthClientRequest, response: CreatedOauthClient },
  createOauthClientToken: { body: OauthClientTokenRequest, response: OauthClientToken },
  getOauthClient: { response: OauthClientRecord },
  updateOauthClient: update,
  updateOauthClientByPost: update,
  deleteOauthClient: {},

  getOpenidConfiguration: protocol,
  getOpenidKeys: protocol,
  authorize: { query: Type.Object({ client_id: Type.String(), response_type: Type.Literal('code') }) },
  resumeAuthorization: {},
  authorizeDevice: protocol,
  issueToken: protocol,
  issueTokenByAdministrationPath: protocol,
  introspectToken: protocol,
  revokeToken: {},
  getUserInfo: protocol,
  getUserInfoByPost: protocol,
  endOpenidSession: {},

  getClientSecretOfToken: { response: RealmClientSecret },
  findRealmUsers: { query: RealmUserParameters, response: RealmUserList },
  getRealmRoleMappings: { response: RealmRoleMappings },
} as const;
