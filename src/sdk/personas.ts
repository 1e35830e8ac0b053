import {
  type AccessPolicy,
  policyAttributes,
  policyEntities,
  type PolicyInput,
  type PolicyWrites,
  readPolicy,
  textsOf,
} from './access-policies.ts';
import { assetQuery } from './asset-query.ts';
import { type Asset } from './assets.ts';
import { ClavisError } from './error.ts';
import { type Entities } from './entities.ts';
import { type Search } from './search.ts';
import { type CallOptions } from './transport.ts';

export interface Persona {
  guid: string;
  name: string;
  /** `default/<id>`: how tokens and policies name it. */
  qualifiedName: string;
}

/** A persona with who is in it. API tokens are linked from the token. */
export interface PersonaDetails extends Persona {
  description: string;
  isEnabled: boolean;
  /** User names. */
  users: string[];
  /** Names of groups. */
  groups: string[];
}

export interface PersonaInput {
  name: string;
  description?: string;
  isEnabled?: boolean;
  users?: readonly string[];
  groups?: readonly string[];
}

/** What is absent stays; lists are complete. */
export type PersonaChange = Partial<PersonaInput> & PolicyWrites;

export interface ReadPolicyInput {
  name: string;
  /** The connection that the path belongs to; the caller must be one of its admins. */
  connectionQualifiedName: string;
  /** The policy shows this asset and everything below it. */
  path: string;
}

const detailAttributes = ['isAccessControlEnabled', 'personaUsers', 'personaGroups'];
const personaPolicies = { term: { policyCategory: 'persona' } };
const placeholder = '-1';

function readPersona({ guid, name, qualifiedName }: Asset): Persona {
  return { guid, name, qualifiedName };
}

function readDetails(asset: Asset): PersonaDetails {
  const { description, isAccessControlEnabled, personaUsers, personaGroups } = asset.attributes;
  return {
    ...readPersona(asset),
    description: typeof description === 'string' ? description : '',
    isEnabled: isAccessControlEnabled !== false,
    users: textsOf(personaUsers),
    groups: textsOf(personaGroups),
  };
}

function attributesOf({ description, isEnabled, users, groups }: Partial<PersonaInput>): Record<string, unknown> {
  return {
    ...(description === undefined ? {} : { description }),
    ...(isEnabled === undefined ? {} : { isAccessControlEnabled: isEnabled }),
    ...(users === undefined ? {} : { personaUsers: users }),
    ...(groups === undefined ? {} : { personaGroups: groups }),
  };
}

/** Personas: named sets of policies that tokens and people are linked to. */
export class Personas {
  readonly #entities: Entities;
  readonly #search: Search;

  constructor(entities: Entities, search: Search) {
    this.#entities = entities;
    this.#search = search;
  }

  /** The active persona of this name, whatever its case, or null. */
  async find(name: string, options?: CallOptions): Promise<Persona | null> {
    const query = assetQuery().ofType('Persona').named(name);
    const { assets } = await this.#search.page(query, { ...options, size: 1 });
    return assets[0] === undefined ? null : readPersona(assets[0]);
  }

  /** All of this name, whatever its case; all there are without one. */
  async *list(options: CallOptions & { name?: string } = {}): AsyncGenerator<PersonaDetails, void, undefined> {
    const { name, ...call } = options;
    const all = assetQuery()
      .ofType('Persona')
      .select(...detailAttributes);
    for await (const asset of this.#search.assets(name === undefined ? all : all.named(name), call)) {
      yield readDetails(asset);
    }
  }

  /** The policies of one persona, or of all. */
  async *policies(
    options: CallOptions & { persona?: Pick<Persona, 'qualifiedName'> } = {},
  ): AsyncGenerator<AccessPolicy, void, undefined> {
    const { persona, ...call } = options;
    const all = assetQuery()
      .ofType('AuthPolicy')
      .where(personaPolicies)
      .select(...policyAttributes);
    const query = persona === undefined ? all : all.under(persona.qualifiedName);
    for await (const asset of this.#search.assets(query, call)) yield readPolicy(asset);
  }

  /** Makes a persona, with its first policies in the same step. */
  async create(input: PersonaInput & Pick<PolicyWrites, 'addPolicies'>, options?: CallOptions): Promise<Persona> {
    const { name, description = '', isEnabled = true } = input;
    const attributes = {
      ...{ qualifiedName: name, name, displayName: name },
      ...attributesOf({ ...input, description, isEnabled }),
    };
    const persona = { typeName: 'Persona', guid: placeholder, attributes } as const;
    const policies = policyEntities(input, persona);
    const saved = await this.#entities.save([persona, ...policies], options);
    const created = saved.created.find((asset) => asset.typeName === 'Persona');
    if (created !== undefined) return readPersona(created);
    throw new ClavisError({
      status: 200,
      code: 'answer_malformed',
      message: `the server did not report persona \`${name}\` as created`,
    });
  }

  /**
   * Changes a persona and its policies in one step: all of it, or nothing. Switching a persona switches all of its policies;
   * one that is to differ has to be updated afterwards.
   */
  async update(persona: Persona, change: PersonaChange, options?: CallOptions): Promise<void> {
    const { guid, qualifiedName } = persona;
    const { name = persona.name } = change;
    const renamed = name === persona.name ? {} : { displayName: name };
    const attributes = { qualifiedName, name, ...renamed, ...attributesOf(change) };
    const entity = { typeName: 'Persona', guid, attributes } as const;
    await this.#entities.save([entity, ...policyEntities(change, entity)], options);
  }

  /** Removes it for good, with its policies; whoever was in it loses what it gave. */
  async delete(guid: string, options?: CallOptions): Promise<void> {
    await this.#entities.delete([guid], 'PURGE', options);
  }

  /** Removes policies for good. */
  async deletePolicies(guids: readonly string[], options?: CallOptions): Promise<void> {
    await this.#entities.delete(guids, 'PURGE', options);
  }

  /** Lets the persona read one path of a connection. Nothing else becomes visible. */
  async addReadPolicy(persona: Pick<Persona, 'guid'>, input: ReadPolicyInput, options?: CallOptions): Promise<void> {
    const { name, connectionQualifiedName, path } = input;
    const policy: PolicyInput = {
      ...{ name, connectionQualifiedName, paths: [path], actions: ['persona-asset-read'] },
      kind: 'metadata',
      effect: 'allow',
    };
    const parent = { typeName: 'Persona', guid: persona.guid } as const;
    await this.#entities.save(policyEntities({ addPolicies: [policy] }, parent), options);
  }
}
