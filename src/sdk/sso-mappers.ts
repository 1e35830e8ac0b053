import type { SsoMapper as WireMapper, SsoMapperRequest } from '../contract/index.ts';
import { type CallOptions, type Transport } from './transport.ts';

/** "Who has this group at the provider joins that group here." */
export interface SsoMapper {
  id: string;
  /** Null where it was made without. */
  name: string | null;
  alias: string;
  /** The name of the group here. */
  group: string;
  /** The claim of the provider that holds its groups. */
  attribute: string;
  /** The group there, or a regular expression over such names. */
  value: string;
  isPattern: boolean;
  /** `FORCE` decides at every sign-in, `IMPORT` adds at the first only. */
  syncMode: string;
}

export interface SsoMapperInput {
  group: string;
  value: string;
  name?: string;
  /** `memberOf` unless told; providers that say `groups` are understood too. */
  attribute?: string;
  isPattern?: boolean;
  /** `FORCE` unless told. */
  syncMode?: 'FORCE' | 'IMPORT';
}

const mapperKind = 'saml-group-idp-mapper';

function mappersPath(alias: string): string {
  return `/api/service/idp/${encodeURIComponent(alias)}/mappers`;
}

function readMapper({ id, name, identityProviderAlias, config }: WireMapper): SsoMapper {
  return {
    id,
    name,
    alias: identityProviderAlias,
    group: config['group'] ?? '',
    attribute: config['attribute.name'] ?? '',
    value: config['attribute.value'] ?? '',
    isPattern: config['are.attribute.values.regex'] === 'true',
    syncMode: config['syncMode'] ?? '',
  };
}

function writeMapper(alias: string, input: SsoMapperInput): SsoMapperRequest {
  const { group, value, name = null, attribute = 'memberOf', isPattern = false, syncMode = 'FORCE' } = input;
  return {
    name,
    identityProviderMapper: mapperKind,
    identityProviderAlias: alias,
    config: {
      syncMode,
      attributes: '[]',
      group,
      'attribute.name': attribute,
      'attribute.value': value,
      'are.attribute.values.regex': isPattern ? 'true' : '',
    },
  };
}

/** Which groups of an identity provider are which groups here, over the Atlan wire. */
export class SsoMappers {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** Of one provider. Mappers of other kinds, which Atlan has too, are left out. */
  async list(alias: string, options?: CallOptions): Promise<SsoMapper[]> {
    const wires = await this.#transport.call<WireMapper[]>({ method: 'GET', path: mappersPath(alias) }, options);
    return wires.filter(({ identityProviderMapper }) => identityProviderMapper === mapperKind).map(readMapper);
  }

  async create(alias: string, input: SsoMapperInput, options?: CallOptions): Promise<SsoMapper> {
    const call = { method: 'POST', path: mappersPath(alias), body: writeMapper(alias, input) } as const;
    return readMapper(await this.#transport.call<WireMapper>(call, options));
  }

  /** Replaces all of it. */
  async replace(
    { alias, id }: { alias: string; id: string },
    input: SsoMapperInput,
    options?: CallOptions,
  ): Promise<SsoMapper> {
    const body = { id, ...writeMapper(alias, input) };
    const call = { method: 'POST', path: `${mappersPath(alias)}/${encodeURIComponent(id)}`, body } as const;
    return readMapper(await this.#transport.call<WireMapper>(call, options));
  }

  /** Memberships that it made stay. */
  async delete({ alias, id }: { alias: string; id: string }, options?: CallOptions): Promise<void> {
    const path = `${mappersPath(alias)}/${encodeURIComponent(id)}/delete`;
    await this.#transport.call<unknown>({ method: 'POST', path }, options);
  }
}
