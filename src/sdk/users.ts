import type { CurrentUser as WireUser, WhoAmI as WireWhoAmI } from '../contract/index.ts';
import { type CallOptions, type Transport } from './transport.ts';

/** Who the caller is. A token is an actor too: its username starts with `service-account-`. */
export interface CurrentUser {
  id: string;
  username: string;
  email: string | null;
}

/** The caller with what it may do: role names of the Atlan wire, such as `$admin`, and the personas it is linked to. */
export interface WhoAmI {
  username: string;
  roles: string[];
  personas: { name: string; qualifiedName: string }[];
}

/** People and tokens, as far as a client needs them. */
export class Users {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** The caller. A `ClavisError` with status 401 says that there is none. */
  async current(options?: CallOptions): Promise<CurrentUser> {
    const wire = await this.#transport.call<WireUser>({ method: 'GET', path: '/api/service/users/current' }, options);
    return { id: wire.id, username: wire.username, email: wire.email === '' ? null : wire.email };
  }

  async whoAmI(options?: CallOptions): Promise<WhoAmI> {
    const wire = await this.#transport.call<Partial<WireWhoAmI>>(
      { method: 'GET', path: '/api/service/whoami' },
      options,
    );
    return {
      username: wire.username ?? '',
      roles: (wire.roles ?? []).map((role) => role.name),
      personas: (wire.personas ?? []).map(({ name, qualifiedName }) => ({ name, qualifiedName })),
    };
  }
}
