import { AccessRequests } from './access-requests.ts';
import { Access } from './access.ts';
import { Apps } from './apps.ts';
import { Audit } from './audit.ts';
import { Collections } from './collections.ts';
import { Connections } from './connections.ts';
import { Entities } from './entities.ts';
import { Grants } from './grants.ts';
import { Groups } from './groups.ts';
import { IdentityProviders } from './identity-providers.ts';
import { OauthClients } from './oauth-clients.ts';
import { People } from './people.ts';
import { Leaks } from './leaks.ts';
import { Lineage } from './lineage.ts';
import { Personas } from './personas.ts';
import { Purposes } from './purposes.ts';
import { Runs } from './runs.ts';
import { Schedules } from './schedules.ts';
import { Search } from './search.ts';
import { Sessions } from './sessions.ts';
import { Settings } from './settings.ts';
import { Tokens } from './tokens/tokens.ts';
import { SsoMappers } from './sso-mappers.ts';
import { createTransport, type TransportOptions } from './transport.ts';
import { Vault } from './vault.ts';
import { Users } from './users.ts';
import { Workflows } from './workflows.ts';

export type ClavisClientOptions = TransportOptions;

/** The client of a Clavis server, or of an Atlan tenant. Holds no connection: there is nothing to close. */
export class ClavisClient {
  readonly accessRequests: AccessRequests;
  readonly access: Access;
  readonly apps: Apps;
  readonly audit: Audit;
  readonly collections: Collections;
  readonly connections: Connections;
  readonly entities: Entities;
  readonly grants: Grants;
  readonly groups: Groups;
  readonly identityProviders: IdentityProviders;
  readonly oauthClients: OauthClients;
  readonly people: People;
  readonly leaks: Leaks;
  readonly lineage: Lineage;
  readonly personas: Personas;
  readonly purposes: Purposes;
  readonly runs: Runs;
  readonly schedules: Schedules;
  readonly search: Search;
  readonly sessions: Sessions;
  readonly settings: Settings;
  readonly ssoMappers: SsoMappers;
  readonly tokens: Tokens;
  readonly users: Users;
  readonly vault: Vault;
  readonly workflows: Workflows;

  constructor(options: ClavisClientOptions) {
    const transport = createTransport(options);
    this.accessRequests = new AccessRequests(transport);
    this.access = new Access(transport);
    this.apps = new Apps(transport);
    this.audit = new Audit(transport);
    this.collections = new Collections(transport);
    this.connections = new Connections(transport);
    this.entities = new Entities(transport);
    this.grants = new Grants(transport);
    this.groups = new Groups(transport);
    this.identityProviders = new IdentityProviders(transport);
    this.oauthClients = new OauthClients(transport);
    this.people = new People(transport);
    this.leaks = new Leaks(transport);
    this.lineage = new Lineage(transport);
    this.runs = new Runs(transport);
    this.schedules = new Schedules(transport);
    this.search = new Search(transport);
    this.personas = new Personas(this.entities, this.search);
    this.purposes = new Purposes(transport, this.entities, this.search);
    this.sessions = new Sessions(transport);
    this.settings = new Settings(transport);
    this.ssoMappers = new SsoMappers(transport);
    this.tokens = new Tokens(transport);
    this.users = new Users(transport);
    this.vault = new Vault(transport);
    this.workflows = new Workflows(transport);
  }
}
