import type {
  ChangeConnectionAdminsRequest,
  ConnectionAdminEntry,
  ConnectionAdminList as WireList,
  ConnectionAdminsAdded,
  ConnectionAdminsRemoved,
} from '../contract/index.ts';
import { type CallOptions, type Transport } from './transport.ts';

/** How somebody comes to administer a connection. */
export type ConnectionAdminKind = 'user' | 'token' | 'client' | 'group' | 'role';

/** `name` is a username, the name of a group or the id of a role. */
export interface ConnectionAdmin {
  kind: ConnectionAdminKind;
  name: string;
}

export interface ListedConnectionAdmin extends ConnectionAdmin {
  /** Of a token, client, group or role; null for people and for what is gone. */
  displayName: string | null;
  /** False when nobody is behind the entry any more. */
  isLiving: boolean;
}

export interface ConnectionAdminList {
  connection: { guid: string; qualifiedName: string };
  /** Of the connection; grows with every change of its admins. */
  version: number;
  admins: ListedConnectionAdmin[];
}

/**
 * Who is meant: people by username; groups by name or id; roles by id or name; API tokens and OAuth clients by username, client id or
 * guid.
 */
export interface ConnectionAdminNames {
  users?: readonly string[];
  groups?: readonly string[];
  roles?: readonly string[];
  tokens?: readonly string[];
}

export interface ConnectionAdminOptions extends CallOptions {
  /** Refuse the change, with status 412, unless the connection is in this version. */
  version?: number;
}

/** The server lists these five kinds; a type cannot. */
function readAdmin({ kind, name }: ConnectionAdminEntry): ConnectionAdmin {
  return { kind: kind as ConnectionAdminKind, name };
}

function bodyOf({ users, groups, roles, tokens }: ConnectionAdminNames): ChangeConnectionAdminsRequest {
  return {
    ...(users === undefined ? {} : { users: [...users] }),
    ...(groups === undefined ? {} : { groups: [...groups] }),
    ...(roles === undefined ? {} : { roles: [...roles] }),
    ...(tokens === undefined ? {} : { tokens: [...tokens] }),
  };
}

/** The admins of one connection. */
export class ConnectionAdmins {
  readonly #transport: Transport;
  readonly #path: string;

  constructor(transport: Transport, connection: string) {
    this.#transport = transport;
    this.#path = `/api/clavis/v1/connections/${encodeURIComponent(connection)}/admins`;
  }

  async list(options?: CallOptions): Promise<ConnectionAdminList> {
    const { admins, ...wire } = await this.#transport.call<WireList>({ method: 'GET', path: this.#path }, options);
    return {
      ...wire,
      admins: admins.map(({ displayName, living, ...entry }) => ({
        ...readAdmin(entry),
        displayName,
        isLiving: living,
      })),
    };
  }

  /** Adds who is not there yet; whoever else changes the admins at the same moment loses nothing. */
  async add(
    names: ConnectionAdminNames,
    options?: ConnectionAdminOptions,
  ): Promise<{ added: ConnectionAdmin[]; alreadyThere: ConnectionAdmin[] }> {
    const wire = await this.#change<ConnectionAdminsAdded>('POST', names, options);
    return { added: wire.added.map(readAdmin), alreadyThere: wire.alreadyThere.map(readAdmin) };
  }

  /** Removes who is there; refused when no living admin would be left. */
  async remove(
    names: ConnectionAdminNames,
    options?: ConnectionAdminOptions,
  ): Promise<{ removed: ConnectionAdmin[]; notThere: ConnectionAdmin[] }> {
    const wire = await this.#change<ConnectionAdminsRemoved>('DELETE', names, options);
    return { removed: wire.removed.map(readAdmin), notThere: wire.notThere.map(readAdmin) };
  }

  #change<T>(method: 'POST' | 'DELETE', names: ConnectionAdminNames, options: ConnectionAdminOptions = {}): Promise<T> {
    const { version, ...call } = options;
    const headers = version === undefined ? {} : { 'if-match': `"${String(version)}"` };
    const body = bodyOf(names);
    // Without a version a repetition changes nothing more; with one, the first would make the second a refusal.
    const idempotent = version === undefined;
    return this.#transport.call<T>({ method, path: this.#path, body, headers, idempotent }, call);
  }
}

/** Clavis only: connections as what administers everything beneath them. */
export class Connections {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** The admins of the connection with this guid or qualified name. Sends nothing yet. */
  admins(connection: string): ConnectionAdmins {
    return new ConnectionAdmins(this.#transport, connection);
  }
}
