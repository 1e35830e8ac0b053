import { Type, type Static } from 'typebox';
import { nullable } from '../atlan/envelope.ts';

const strict = { additionalProperties: false } as const;

/** What the sign-in page offers. */
export const SignInProviderList = Type.Object({
  providers: Type.Array(Type.Object({ alias: Type.String(), displayName: Type.String() })),
});
export type SignInProviderList = Static<typeof SignInProviderList>;

export const SingleSignOnParameters = Type.Object({
  returnTo: Type.Optional(
    Type.String({ description: 'path of this server to go to afterwards; anything else is the home page' }),
  ),
});

/** OpenID Connect Back-Channel Logout 1.0, 2.5; providers may send more beside it. */
export const BackChannelLogoutRequest = Type.Object({ logout_token: Type.String({ minLength: 1, maxLength: 65_536 }) });
export type BackChannelLogoutRequest = Static<typeof BackChannelLogoutRequest>;

const PersonRole = Type.Union([Type.Literal('admin'), Type.Literal('member'), Type.Literal('guest')]);

/** `allowedSigningAlgorithms` are asymmetric; `role` is that of people who are made at their first sign-in. */
const settings = {
  displayName: Type.String({ minLength: 1, maxLength: 100 }),
  issuer: Type.String({ minLength: 1, maxLength: 1_000, description: 'exactly as the provider names itself' }),
  clientId: Type.String({ minLength: 1, maxLength: 1_000 }),
  scopes: Type.Array(Type.String({ minLength: 1 }), { minItems: 1, maxItems: 30 }),
  groupsClaim: nullable(Type.String({ minLength: 1, description: 'null: the claim that each mapper names' })),
  usernameClaim: Type.String({ minLength: 1 }),
  allowedSigningAlgorithms: Type.Array(Type.String(), { minItems: 1, maxItems: 10 }),
  createUsers: Type.Boolean(),
  role: PersonRole,
  enabled: Type.Boolean(),
};

const clientSecret = nullable(
  Type.String({ minLength: 1, maxLength: 1_000, description: 'never shown again; null: a public client' }),
);

/**
 * An OpenID Connect provider to believe. Absent: `displayName` the alias, `scopes` `openid profile email`, `usernameClaim`
 * `preferred_username`, `role` `member`, people are made at their first sign-in, and it is enabled.
 */
export const CreateIdentityProviderRequest = Type.Object(
  {
    ...Type.Partial(Type.Object(settings)).properties,
    alias: Type.String({ minLength: 1, maxLength: 100 }),
    issuer: settings.issuer,
    clientId: settings.clientId,
    clientSecret: Type.Optional(clientSecret),
  },
  strict,
);
export type CreateIdentityProviderRequest = Static<typeof CreateIdentityProviderRequest>;

/** What is absent stays. */
export const UpdateIdentityProviderRequest = Type.Object(
  { ...Type.Partial(Type.Object(settings)).properties, clientSecret: Type.Optional(clientSecret) },
  strict,
);
export type UpdateIdentityProviderRequest = Static<typeof UpdateIdentityProviderRequest>;

/** Times are ISO 8601 in UTC. `callbackUrl` and `backchannelLogoutUrl` are what the provider has to be told. */
export const IdentityProvider = Type.Object({
  alias: Type.String(),
  ...settings,
  hasClientSecret: Type.Boolean(),
  callbackUrl: Type.String(),
  backchannelLogoutUrl: Type.String(),
  createdAt: Type.String(),
  createdBy: Type.String(),
  updatedAt: Type.String(),
  updatedBy: Type.String(),
});
export type IdentityProvider = Static<typeof IdentityProvider>;

export const IdentityProviderList = Type.Object({ identityProviders: Type.Array(IdentityProvider) });
export type IdentityProviderList = Static<typeof IdentityProviderList>;

/** What was looked at; `noted` is nothing wrong, but something to know. */
export const IdentityProviderTest = Type.Object({
  passed: Type.Boolean(),
  checks: Type.Array(
    Type.Object({
      name: Type.String(),
      status: Type.Union([Type.Literal('passed'), Type.Literal('failed'), Type.Literal('noted')]),
      message: Type.String(),
    }),
  ),
});
export type IdentityProviderTest = Static<typeof IdentityProviderTest>;

/** The claims `iss` and `sub` by which a provider knows a person. */
export const LinkFederatedIdentityRequest = Type.Object(
  { issuer: Type.String({ minLength: 1, maxLength: 1_000 }), subject: Type.String({ minLength: 1, maxLength: 255 }) },
  strict,
);
export type LinkFederatedIdentityRequest = Static<typeof LinkFederatedIdentityRequest>;

export const UnlinkParameters = Type.Object({ issuer: Type.String(), subject: Type.String() });

export const FederatedIdentity = Type.Object({
  issuer: Type.String(),
  subject: Type.String(),
  createdAt: Type.String(),
  createdBy: Type.String(),
});
export type FederatedIdentity = Static<typeof FederatedIdentity>;

export const FederatedIdentityList = Type.Object({ federatedIdentities: Type.Array(FederatedIdentity) });
export type FederatedIdentityList = Static<typeof FederatedIdentityList>;
