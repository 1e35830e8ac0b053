import type {
  ChangeCollectionMembersRequest,
  CollectionMemberEntry,
  CollectionMemberList as WireList,
  CollectionMembersAdded,
  CollectionMembersRemoved,
} from '../contract/index.ts';
import { type CallOptions, type Transport } from './transport.ts';

/** editor: does everything in the collection, and says who else does · viewer: sees and runs what is in it */
export type CollectionLevel = 'editor' | 'viewer';

/** `name` is a username or the name of a group. */
export interface CollectionMember {
  level: CollectionLevel;
  kind: 'user' | 'token' | 'client' | 'group';
  name: string;
}

export interface ListedCollectionMember extends CollectionMember {
  /** Of a token, client or group; null for people and for what is gone. */
  displayName: string | null;
  /** False when nobody is behind the entry any more. */
  isLiving: boolean;
}

export interface CollectionMemberList {
  collection: { guid: string; qualifiedName: string; name: string };
  /** Of the collection; grows with every change of its members. */
  version: number;
  members: ListedCollectionMember[];
}

/** People by username; groups by name or id; API tokens and OAuth clients by username, client id or guid. */
export interface CollectionMemberNames {
  users?: readonly string[];
  groups?: readonly string[];
  tokens?: readonly string[];
}

/** Who is meant, by level. */
export interface CollectionMembersChange {
  editors?: CollectionMemberNames;
  viewers?: CollectionMemberNames;
}

export interface CollectionMemberOptions extends CallOptions {
  /** Refuse the change, with status 412, unless the collection is in this version. */
  version?: number;
}

/** The server lists these two levels and four kinds; a type cannot. */
function readMember({ level, kind, name }: CollectionMemberEntry): CollectionMember {
  return { level: level as CollectionLevel, kind: kind as CollectionMember['kind'], name };
}

function namesOf({ users, groups, tokens }: CollectionMemberNames) {
  return {
    ...(users === undefined ? {} : { users: [...users] }),
    ...(groups === undefined ? {} : { groups: [...groups] }),
    ...(tokens === undefined ? {} : { tokens: [...tokens] }),
  };
}

function bodyOf({ editors, viewers }: CollectionMembersChange): ChangeCollectionMembersRequest {
  return {
    ...(editors === undefined ? {} : { editors: namesOf(editors) }),
    ...(viewers === undefined ? {} : { viewers: namesOf(viewers) }),
  };
}

/** Who is in one collection. */
export class CollectionMembers {
  readonly #transport: Transport;
  readonly #path: string;

  constructor(transport: Transport, collection: string) {
    this.#transport = transport;
    this.#path = `/api/clavis/v1/collections/${encodeURIComponent(collection)}/members`;
  }

  async list(options?: CallOptions): Promise<CollectionMemberList> {
    const { members, ...wire } = await this.#transport.call<WireList>({ method: 'GET', path: this.#path }, options);
    return {
      ...wire,
      members: members.map(({ displayName, living, ...entry }) => ({
        ...readMember(entry),
        displayName,
        isLiving: living,
      })),
    };
  }

  /** Adds who is not there yet; whoever else changes the members at the same moment loses nothing. */
  async add(
    change: CollectionMembersChange,
    options?: CollectionMemberOptions,
  ): Promise<{ added: CollectionMember[]; alreadyThere: CollectionMember[] }> {
    const wire = await this.#change<CollectionMembersAdded>('POST', change, options);
    return { added: wire.added.map(readMember), alreadyThere: wire.alreadyThere.map(readMember) };
  }

  /** Removes who is there; whoever made the collection stays. */
  async remove(
    change: CollectionMembersChange,
    options?: CollectionMemberOptions,
  ): Promise<{ removed: CollectionMember[]; notThere: CollectionMember[] }> {
    const wire = await this.#change<CollectionMembersRemoved>('DELETE', change, options);
    return { removed: wire.removed.map(readMember), notThere: wire.notThere.map(readMember) };
  }

  #change<T>(
    method: 'POST' | 'DELETE',
    change: CollectionMembersChange,
    options: CollectionMemberOptions = {},
  ): Promise<T> {
    const { version, ...call } = options;
    const headers = version === undefined ? {} : { 'if-match': `"${String(version)}"` };
    // Without a version a repetition changes nothing more; with one, the first would make the second a refusal.
    const idempotent = version === undefined;
    return this.#transport.call<T>({ method, path: this.#path, body: bodyOf(change), headers, idempotent }, call);
  }
}

/** Clavis only: query collections as what is shared with editors and viewers. */
export class Collections {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** The members of the collection with this guid or qualified name. Sends nothing yet. */
  members(collection: string): CollectionMembers {
    return new CollectionMembers(this.#transport, collection);
  }
}
