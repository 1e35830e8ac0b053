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

export interface PersonaInput {
  name: string;
  description?: string;
  users?: readonly string[];
  groups?: readonly string[];
}

export interface ReadPolicyInput {
  name: string;
  /** The connection that the path belongs to; the caller must be one of its admins. */
  connectionQualifiedName: string;
  /** The policy shows this asset and everything below it. */
  path: string;
}

function readPersona({ guid, name, qualifiedName }: Asset): Persona {
  return { guid, name, qualifiedName };
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

  async create(input: PersonaInput, options?: CallOptions): Promise<Persona> {
    const attributes = {
      qualifiedName: input.name,
      name: input.name,
      displayName: input.name,
      description: input.description ?? '',
      isAccessControlEnabled: true,
      ...(input.users === undefined ? {} : { personaUsers: input.users }),
      ...(input.groups === undefined ? {} : { personaGroups: input.groups }),
    };
    const saved = await this.#entities.save([{ typeName: 'Persona', guid: '-1', attributes }], options);
    const persona = saved.created.find((asset) => asset.typeName === 'Persona');
    if (persona === undefined) {
      throw new ClavisError({
        status: 200,
        code: 'answer_malformed',
        message: `the server did not report persona \`${input.name}\` as created`,
      });
    }
    return readPersona(persona);
  }

  /** Lets the persona read one path of a connection. Nothing else becomes visible. */
  async addReadPolicy(persona: Pick<Persona, 'guid'>, input: ReadPolicyInput, options?: CallOptions): Promise<void> {
    const attributes = {
      qualifiedName: input.name,
      name: input.name,
      displayName: '',
      policyType: 'allow',
      policyServiceName: 'atlas',
      policyCategory: 'persona',
      policySubCategory: 'metadata',
      policyActions: ['persona-asset-read'],
      policyResources: [`entity:${input.path}`],
      policyResourceCategory: 'CUSTOM',
      connectionQualifiedName: input.connectionQualifiedName,
      accessControl: { typeName: 'Persona', attributes: {}, guid: persona.guid },
    };
    await this.#entities.save([{ typeName: 'AuthPolicy', guid: '-1', attributes }], options);
  }
}
