import { ListParameters } from '../atlan/envelope.ts';
import {
  DeviceCodeRequest,
  DeviceRequest,
  EndedClientTokens,
  ExchangeRightRequest,
  NativeOauthClient,
  NativeOauthClientList,
  OauthDecision,
  OauthGrantList,
  OauthInteraction,
  RotatedOauthClient,
  RotateOauthClientRequest,
  SignedTokenDurationRequest,
  SigningKeyAdded,
} from './oauth.ts';
import { Done } from './sign-in.ts';

/** The schemas of what a person decides about clients, and of the native side of OAuth clients. */
export const nativeOauthSchemas = {
  getOauthInteraction: { response: OauthInteraction },
  allowOauthInteraction: { response: OauthDecision },
  refuseOauthInteraction: { response: OauthDecision },
  findDeviceRequest: { body: DeviceCodeRequest, response: DeviceRequest },
  allowDevice: { body: DeviceCodeRequest, response: Done },
  refuseDevice: { body: DeviceCodeRequest, response: Done },
  listOwnGrants: { response: OauthGrantList },
  endOwnGrant: { response: Done },
  listNativeOauthClients: { query: ListParameters, response: NativeOauthClientList },
  rotateOauthClient: { body: RotateOauthClientRequest, response: RotatedOauthClient },
  setExchangeRight: { body: ExchangeRightRequest, response: NativeOauthClient },
  setSignedTokenDuration: { body: SignedTokenDurationRequest, response: NativeOauthClient },
  endClientTokens: { response: EndedClientTokens },
  addSigningKey: { response: SigningKeyAdded },
} as const;
