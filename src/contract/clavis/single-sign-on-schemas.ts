import { SsoMapper, SsoMapperList, SsoMapperRequest } from '../atlan/sso-mapper.ts';
import { Done } from './sign-in.ts';
import {
  BackChannelLogoutRequest,
  CreateIdentityProviderRequest,
  FederatedIdentity,
  FederatedIdentityList,
  IdentityProvider,
  IdentityProviderList,
  IdentityProviderTest,
  LinkFederatedIdentityRequest,
  SignInProviderList,
  SingleSignOnParameters,
  UnlinkParameters,
  UpdateIdentityProviderRequest,
} from './single-sign-on.ts';

/** The shapes of the operations of single sign-on, native and on the Atlan wire. */
export const singleSignOnSchemas = {
  listSignInProviders: { response: SignInProviderList },
  beginSingleSignOn: { query: SingleSignOnParameters },
  completeSingleSignOn: {},
  endFederatedSessions: { body: BackChannelLogoutRequest },

  listIdentityProviders: { response: IdentityProviderList },
  createIdentityProvider: { body: CreateIdentityProviderRequest, response: IdentityProvider },
  getIdentityProvider: { response: IdentityProvider },
  updateIdentityProvider: { body: UpdateIdentityProviderRequest, response: IdentityProvider },
  deleteIdentityProvider: { response: Done },
  testIdentityProvider: { response: IdentityProviderTest },

  listFederatedIdentities: { response: FederatedIdentityList },
  linkFederatedIdentity: { body: LinkFederatedIdentityRequest, response: FederatedIdentity },
  unlinkFederatedIdentity: { query: UnlinkParameters, response: Done },

  listSsoMappers: { response: SsoMapperList },
  createSsoMapper: { body: SsoMapperRequest, response: SsoMapper },
  getSsoMapper: { response: SsoMapper },
  updateSsoMapper: { body: SsoMapperRequest, response: SsoMapper },
  deleteSsoMapper: {},
} as const;
