import type {
  AccountCodeCreated,
  BrowserSessionList,
  InvitedUsers,
  RoleRecord,
  SessionsEnded,
  UserRecord,
  UserRemoved,
} from '../contract/index.ts';
import { ClavisError } from './error.ts';
import { eachRecord, type RecordPage } from './pages.ts';
import { readSession, type Session } from './sessions.ts';
import { type CallOptions, type Transport } from './transport.ts';

/** A person with an account. */
export interface Person {
  id: string;
  username: string;
  email: string | null;
  /** Empty when nobody has told. */
  name: string;
  isEnabled: boolean;
  /** The name of the workspace role on the Atlan wire, such as `$member`. */
  role: string;
  lastSignInAt: Date | null;
  groupCount: number;
}

/** A one-time code with which a person sets a password; shown by the server this once. */
export interface AccountCode {
  code: string;
  expiresAt: Date;
}

/** A role that a person can have. */
export interface WorkspaceRole {
  id: string;
  name: string;
  /** For people, such as "Member". */
  label: string;
}

export type PersonSelector = { id: string } | { username: string } | { email: string };

export interface PersonListOptions extends CallOptions {
  /** Filter of the Atlan wire, such as `{ username: { $ilike: '%jo%' } }`. */
  filter?: Record<string, unknown>;
  pageSize?: number;
}

export interface PersonChange {
  firstName?: string;
  lastName?: string;
  email?: string;
  /** Profile lists by name, such as `designation`. */
  attributes?: Record<string, readonly string[]>;
}

const usersPath = '/api/service/users';
const nativeUsersPath = '/api/clavis/v1/users';
const pageSizeDefault = 100;

export function readPerson(wire: UserRecord): Person {
  return {
    id: wire.id,
    username: wire.username,
    email: wire.email === '' ? null : wire.email,
    name: `${wire.firstName} ${wire.lastName}`.trim(),
    isEnabled: wire.enabled,
    role: wire.workspaceRole,
    lastSignInAt: wire.lastLoginTime === undefined ? null : new Date(wire.lastLoginTime),
    groupCount: wire.groupCount,
  };
}

/** Accounts of people: list, invite, change, shut out. Invitations, disabling and removal are Clavis only. */
export class People {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  async *list(options: PersonListOptions = {}): AsyncGenerator<Person, void, undefined> {
    const { filter, pageSize = pageSizeDefault, ...call } = options;
    yield* eachRecord(pageSize, async (offset, limit) => {
      const named = filter === undefined ? {} : { filter: JSON.stringify(filter) };
      const query = { count: true, offset, limit, sort: 'username', ...named };
      const page = await this.#transport.call<RecordPage<UserRecord>>({ method: 'GET', path: usersPath, query }, call);
      return page.records.map(readPerson);
    });
  }

  /** The person with that id, user name or e-mail address, or null. */
  async find(selector: PersonSelector, options: CallOptions = {}): Promise<Person | null> {
    const filter = 'email' in selector ? { email: { $in: [selector.email] } } : { ...selector };
    const first = await this.list({ ...options, filter, pageSize: 5 }).next();
    return first.value ?? null;
  }

  /** What is absent stays. Of others, and addresses, only who manages users. */
  async update(id: string, change: PersonChange, options?: CallOptions): Promise<void> {
    const path = `${usersPath}/${encodeURIComponent(id)}`;
    await this.#transport.call<unknown>({ method: 'POST', path, body: change }, options);
  }

  /** The browsers in which a person is signed in. */
  async sessions(id: string, options?: CallOptions): Promise<Session[]> {
    const call = { method: 'GET', path: `${this.#native(id)}/sessions` } as const;
    return (await this.#transport.call<BrowserSessionList>(call, options)).sessions.map(readSession);
  }

  /** Ends every session and bearer of a person; gives how many sessions. */
  async endSessions(id: string, options?: CallOptions): Promise<number> {
    const call = { method: 'DELETE', path: `${this.#native(id)}/sessions` } as const;
    return (await this.#transport.call<SessionsEnded>(call, options)).sessionsEnded;
  }

  /** The workspace roles, the mightiest first. */
  async roles(options?: CallOptions): Promise<WorkspaceRole[]> {
    const query = { limit: pageSizeDefault, filter: JSON.stringify({ level: 'workspace' }) };
    const call = { method: 'GET', path: '/api/service/roles', query } as const;
    const page = await this.#transport.call<RecordPage<RoleRecord>>(call, options);
    return page.records.map(({ id, name, description }) => ({ id, name, label: description }));
  }

  /** Makes an account; gives its id. One that exists already stays as it is. The person still needs an invitation. */
  async create(
    input: { email: string; role: WorkspaceRole },
    options?: CallOptions,
  ): Promise<{ id: string; isNew: boolean }> {
    const { email, role } = input;
    const body = { users: [{ email, roleName: role.name, roleId: role.id }] };
    const { users } = await this.#transport.call<InvitedUsers>({ method: 'POST', path: usersPath, body }, options);
    const [user] = users;
    if (user !== undefined) return { id: user.id, isNew: user.isNew };
    throw new ClavisError({ status: 200, code: 'answer_malformed', message: 'the server made no account' });
  }

  /** A code with which an invited person sets their first password, good for seven days. */
  async createInvitation(id: string, options?: CallOptions): Promise<AccountCode> {
    return this.#createCode(id, 'invitation', options);
  }

  /** A code with which a person who has a password sets another, good for a day. */
  async createPasswordReset(id: string, options?: CallOptions): Promise<AccountCode> {
    return this.#createCode(id, 'password-reset', options);
  }

  /** The person's sessions end with the old role. */
  async changeRole(id: string, role: WorkspaceRole, options?: CallOptions): Promise<void> {
    const path = `${usersPath}/${encodeURIComponent(id)}/roles/update`;
    await this.#transport.call<unknown>({ method: 'POST', path, body: { roleId: role.id } }, options);
  }

  /** Sessions and bearers of the person are dead when this resolves; the API tokens they made are not touched. */
  async disable(id: string, options?: CallOptions): Promise<void> {
    await this.#transport.call<unknown>({ method: 'POST', path: `${this.#native(id)}/disable` }, options);
  }

  async enable(id: string, options?: CallOptions): Promise<void> {
    await this.#transport.call<unknown>({ method: 'POST', path: `${this.#native(id)}/enable` }, options);
  }

  /**
   * Removes a person for good. `transferTo` takes over the connections that nobody else administers; without it that is
   * refused. Gives the qualified names of those.
   */
  async remove(id: string, options: CallOptions & { transferTo?: string | undefined } = {}): Promise<string[]> {
    const { transferTo, ...call } = options;
    const removal = { method: 'DELETE', path: this.#native(id), query: { transferTo } } as const;
    return (await this.#transport.call<UserRemoved>(removal, call)).transferred;
  }

  #native(id: string): string {
    return `${nativeUsersPath}/${encodeURIComponent(id)}`;
  }

  async #createCode(id: string, what: string, options?: CallOptions): Promise<AccountCode> {
    const call = { method: 'POST', path: `${this.#native(id)}/${what}` } as const;
    const { code, expiresAt } = await this.#transport.call<AccountCodeCreated>(call, options);
    return { code, expiresAt: new Date(expiresAt) };
  }
}
