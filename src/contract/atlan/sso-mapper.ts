import { Type, type Static } from 'typebox';
import { nullable } from './envelope.ts';

/**
 * A group mapper as clients send it; on update it replaces what there was. COMPAT: keys of `config` hold dots; empty texts and nulls
 * mean absent; one client updates without a name. `id` is accepted and not looked at: the path says which.
 */
export const SsoMapperRequest = Type.Object(
  {
    id: Type.Optional(nullable(Type.String())),
    name: Type.Optional(nullable(Type.String({ maxLength: 255 }))),
    identityProviderMapper: Type.String(),
    identityProviderAlias: Type.String(),
    config: Type.Record(Type.String(), nullable(Type.String())),
  },
  { additionalProperties: false },
);
export type SsoMapperRequest = Static<typeof SsoMapperRequest>;

/** A group mapper as stored: `config` without its empty texts. */
export const SsoMapper = Type.Object({
  id: Type.String(),
  name: nullable(Type.String()),
  identityProviderMapper: Type.String(),
  identityProviderAlias: Type.String(),
  config: Type.Record(Type.String(), Type.String()),
});
export type SsoMapper = Static<typeof SsoMapper>;

/** No envelope: the clients read a bare list. */
export const SsoMapperList = Type.Array(SsoMapper);
export type SsoMapperList = Static<typeof SsoMapperList>;
