import type { TypedefLists } from '../contract/index.ts';
import {
  type AccessPolicy,
  policyAttributes,
  policyEntities,
  type PolicyWrites,
  readPolicy,
  textsOf,
} from './access-policies.ts';
import { assetQuery } from './asset-query.ts';
import { type Asset } from './assets.ts';
import { ClavisError } from './error.ts';
import { type Entities } from './entities.ts';
import { type Search } from './search.ts';
import { type CallOptions, type Transport } from './transport.ts';

/** Policies on whatever carries one of some tags, each for an audience of its own. */
export interface Purpose {
  guid: string;
  name: string;
  /** `default/<id>` */
  qualifiedName: string;
  description: string;
  isEnabled: boolean;
  /** What people read of its tags; the internal name where there is none. */
  tags: string[];
}

export interface PurposeInput {
  name: string;
  description?: string;
  isEnabled?: boolean;
  /** At least one, by what people read; no two purposes may have the same tags. */
  tags: readonly string[];
}

/** What is absent stays; the tags are complete. */
export type PurposeChange = Partial<PurposeInput> & PolicyWrites;

const detailAttributes = ['isAccessControlEnabled', 'purposeClassifications'];
const purposePolicies = { term: { policyCategory: 'purpose' } };
const placeholder = '-1';

/** COMPAT: a list of internal names, or of objects that carry one. */
function tagIdsOf(value: unknown): string[] {
  if (!Array.isArray(value)) return [];
  return textsOf(
    value.map((item: unknown) => (item !== null && typeof item === 'object' && 'id' in item ? item.id : item)),
  );
}

function attributesOf({ description, isEnabled }: Partial<PurposeInput>): Record<string, unknown> {
  return {
    ...(description === undefined ? {} : { description }),
    ...(isEnabled === undefined ? {} : { isAccessControlEnabled: isEnabled }),
  };
}

/** Purposes: policies that follow tags wherever they are. */
export class Purposes {
  readonly #transport: Transport;
  readonly #entities: Entities;
  readonly #search: Search;

  constructor(transport: Transport, entities: Entities, search: Search) {
    this.#transport = transport;
    this.#entities = entities;
    this.#search = search;
  }

  /** Internal names of all tags by what people read. Two tags may not read the same. */
  async tagIds(options?: CallOptions): Promise<Map<string, string>> {
    const call = { method: 'GET', path: '/api/meta/types/typedefs', query: { type: 'CLASSIFICATION' } } as const;
    const { classificationDefs } = await this.#transport.call<TypedefLists>(call, options);
    return new Map(
      classificationDefs.map(({ name, displayName }) => [String(displayName ?? name), String(name)] as const),
    );
  }

  /** All of this name, whatever its case; all there are without one. */
  async *list(options: CallOptions & { name?: string } = {}): AsyncGenerator<Purpose, void, undefined> {
    const { name, ...call } = options;
    const labels = new Map([...(await this.tagIds(call))].map(([label, id]) => [id, label] as const));
    const all = assetQuery()
      .ofType('Purpose')
      .select(...detailAttributes);
    for await (const asset of this.#search.assets(name === undefined ? all : all.named(name), call)) {
      yield readPurpose(asset, labels);
    }
  }

  /** The policies of one purpose, or of all. */
  async *policies(
    options: CallOptions & { purpose?: Pick<Purpose, 'qualifiedName'> } = {},
  ): AsyncGenerator<AccessPolicy, void, undefined> {
    const { purpose, ...call } = options;
    const all = assetQuery()
      .ofType('AuthPolicy')
      .where(purposePolicies)
      .select(...policyAttributes);
    const query = purpose === undefined ? all : all.under(purpose.qualifiedName);
    for await (const asset of this.#search.assets(query, call)) yield readPolicy(asset);
  }

  /** Makes a purpose, with its first policies in the same step; gives its guid. Fails with `not_found` for an unknown tag. */
  async create(input: PurposeInput & Pick<PolicyWrites, 'addPolicies'>, options?: CallOptions): Promise<string> {
    const { name, description = '', isEnabled = true, tags } = input;
    const attributes = {
      ...{ qualifiedName: name, name, displayName: name },
      ...attributesOf({ description, isEnabled }),
      purposeClassifications: await this.#idsOf(tags, options),
    };
    const purpose = { typeName: 'Purpose', guid: placeholder, attributes } as const;
    const saved = await this.#entities.save([purpose, ...policyEntities(input, purpose)], options);
    const created = saved.created.find((asset) => asset.typeName === 'Purpose');
    if (created !== undefined) return created.guid;
    const message = `the server did not report purpose \`${name}\` as created`;
    throw new ClavisError({ status: 200, code: 'answer_malformed', message });
  }

  /**
   * Changes a purpose and its policies in one step: all of it, or nothing. Switching a purpose switches all of its policies;
   * one that is to differ has to be updated afterwards.
   */
  async update(
    purpose: Pick<Purpose, 'guid' | 'name' | 'qualifiedName'>,
    change: PurposeChange,
    options?: CallOptions,
  ): Promise<void> {
    const { guid, qualifiedName } = purpose;
    const { name = purpose.name, tags } = change;
    const attributes = {
      ...{ qualifiedName, name },
      ...(name === purpose.name ? {} : { displayName: name }),
      ...attributesOf(change),
      ...(tags === undefined ? {} : { purposeClassifications: await this.#idsOf(tags, options) }),
    };
    const entity = { typeName: 'Purpose', guid, attributes } as const;
    await this.#entities.save([entity, ...policyEntities(change, entity)], options);
  }

  /** Removes it for good, with its policies. */
  async delete(guid: string, options?: CallOptions): Promise<void> {
    await this.#entities.delete([guid], 'PURGE', options);
  }

  /** Removes policies for good. */
  async deletePolicies(guids: readonly string[], options?: CallOptions): Promise<void> {
    await this.#entities.delete(guids, 'PURGE', options);
  }

  async #idsOf(tags: readonly string[], options?: CallOptions): Promise<string[]> {
    const ids = await this.tagIds(options);
    const unknown = tags.filter((tag) => !ids.has(tag));
    if (unknown.length === 0) return tags.flatMap((tag) => ids.get(tag) ?? []);
    const names = unknown.map((tag) => `\`${tag}\``).join(', ');
    throw new ClavisError({ status: null, code: 'not_found', message: `there is no tag ${names}` });
  }
}

function readPurpose({ guid, name, qualifiedName, attributes }: Asset, labels: ReadonlyMap<string, string>): Purpose {
  const { description, isAccessControlEnabled, purposeClassifications } = attributes;
  return {
    ...{ guid, name, qualifiedName },
    description: typeof description === 'string' ? description : '',
    isEnabled: isAccessControlEnabled !== false,
    tags: tagIdsOf(purposeClassifications).map((id) => labels.get(id) ?? id),
  };
}
