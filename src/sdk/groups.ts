import type { CreatedGroup, GroupRecord, UserRecord } from '../contract/index.ts';
import { eachRecord, type RecordPage } from './pages.ts';
import { type Person, readPerson } from './people.ts';
import { type CallOptions, type Transport } from './transport.ts';

/** People who are named together, in admin lists and personas. */
export interface Group {
  id: string;
  /** Internal and for good. */
  name: string;
  /** For people. */
  alias: string;
  description: string;
  memberCount: number;
  /** Whether everybody new is put into it. */
  isDefault: boolean;
}

export interface GroupListOptions extends CallOptions {
  /** Filter of the Atlan wire, such as `{ alias: { $ilike: '%data%' } }`. */
  filter?: Record<string, unknown>;
  pageSize?: number;
}

/** What is absent stays; the name is for good. */
export interface GroupChange {
  alias?: string;
  description?: string;
  isDefault?: boolean;
}

export interface GroupInput {
  alias: string;
  /** Internal and for good; made from the alias when absent. */
  name?: string;
  description?: string;
  isDefault?: boolean;
  /** Who is in it from the start. */
  memberIds?: readonly string[];
}

const groupsPath = '/api/service/groups';
const pageSizeDefault = 100;

function readGroup(wire: GroupRecord): Group {
  return {
    id: wire.id,
    name: wire.name,
    alias: wire.alias,
    description: wire.attributes['description']?.[0] ?? '',
    memberCount: wire.userCount,
    isDefault: wire.attributes['isDefault']?.[0] === 'true',
  };
}

/** COMPAT: the clients of the Atlan wire make the internal name so. */
function nameOf(alias: string): string {
  return alias.trim().toLowerCase().replaceAll(/\s+/g, '_');
}

/** Groups of people (Atlan wire, groups). */
export class Groups {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  async *list(options: GroupListOptions = {}): AsyncGenerator<Group, void, undefined> {
    yield* this.#each<GroupRecord, Group>({ path: groupsPath, sort: 'name', read: readGroup }, options);
  }

  /** The groups that a person is in. */
  async *ofPerson(personId: string, options: GroupListOptions = {}): AsyncGenerator<Group, void, undefined> {
    const path = `/api/service/users/${encodeURIComponent(personId)}/groups`;
    yield* this.#each<GroupRecord, Group>({ path, sort: 'name', read: readGroup }, options);
  }

  /** The group with that id or name, or null. */
  async find(selector: { id: string } | { name: string }, options: CallOptions = {}): Promise<Group | null> {
    const first = await this.list({ ...options, filter: { ...selector }, pageSize: 5 }).next();
    return first.value ?? null;
  }

  async update(id: string, { alias, description, isDefault }: GroupChange, options?: CallOptions): Promise<void> {
    const attributes = {
      ...(alias === undefined ? {} : { alias: [alias] }),
      ...(description === undefined ? {} : { description: [description] }),
      ...(isDefault === undefined ? {} : { isDefault: [String(isDefault)] }),
    };
    await this.#transport.call<unknown>({ method: 'POST', path: this.#pathOf(id), body: { attributes } }, options);
  }

  async *members(
    id: string,
    options: CallOptions & { pageSize?: number } = {},
  ): AsyncGenerator<Person, void, undefined> {
    const path = `${this.#pathOf(id)}/members`;
    yield* this.#each<UserRecord, Person>({ path, sort: 'username', read: readPerson }, options);
  }

  /** Gives the id. Fails with status 409 when there is one of that name. */
  async create(input: GroupInput, options?: CallOptions): Promise<string> {
    const { alias, description, isDefault = false, memberIds = [] } = input;
    const attributes = {
      alias: [alias],
      isDefault: [String(isDefault)],
      ...(description === undefined || description === '' ? {} : { description: [description] }),
    };
    const users = memberIds.length === 0 ? {} : { users: memberIds };
    const body = { group: { name: input.name ?? nameOf(alias), attributes }, ...users };
    return (await this.#transport.call<CreatedGroup>({ method: 'POST', path: groupsPath, body }, options)).group;
  }

  /** It is taken out of every admin list and persona. */
  async delete(id: string, options?: CallOptions): Promise<void> {
    await this.#transport.call<unknown>({ method: 'POST', path: `${this.#pathOf(id)}/delete` }, options);
  }

  async addMember(id: string, personId: string, options?: CallOptions): Promise<void> {
    const path = `/api/service/users/${encodeURIComponent(personId)}/groups`;
    await this.#transport.call<unknown>({ method: 'POST', path, body: { groups: [id] } }, options);
  }

  async removeMember(id: string, personId: string, options?: CallOptions): Promise<void> {
    const path = `${this.#pathOf(id)}/members/remove`;
    await this.#transport.call<unknown>({ method: 'POST', path, body: { users: [personId] } }, options);
  }

  #pathOf(id: string): string {
    return `${groupsPath}/${encodeURIComponent(id)}`;
  }

  async *#each<Wire, T>(
    list: { path: string; sort: string; read: (wire: Wire) => T },
    options: GroupListOptions,
  ): AsyncGenerator<T, void, undefined> {
    const { filter, pageSize = pageSizeDefault, ...call } = options;
    yield* eachRecord(pageSize, async (offset, limit) => {
      const named = filter === undefined ? {} : { filter: JSON.stringify(filter) };
      const query = { count: true, offset, limit, sort: list.sort, ...named };
      const page = await this.#transport.call<RecordPage<Wire>>({ method: 'GET', path: list.path, query }, call);
      return page.records.map(list.read);
    });
  }
}
