import {
  Introspection,
  IntrospectionParameters,
  IntrospectionRequest,
  SignedToken,
  SignedTokenKeys,
  SignedTokenRequest,
} from './oauth.ts';

/** The schemas of the signed access tokens of OAuth clients. */
export const signedTokenSchemas = {
  issueSignedToken: { body: SignedTokenRequest, response: SignedToken },
  introspectSignedToken: { query: IntrospectionParameters, body: IntrospectionRequest, response: Introspection },
  getSignedTokenKeys: { response: SignedTokenKeys },
} as const;
