import { Entities } from './entities.ts';
import { Personas } from './personas.ts';
import { Runs } from './runs.ts';
import { Search } from './search.ts';
import { Sessions } from './sessions.ts';
import { Tokens } from './tokens.ts';
import { createTransport, type TransportOptions } from './transport.ts';
import { Users } from './users.ts';
import { Workflows } from './workflows.ts';

export type ClavisClientOptions = TransportOptions;

/** The client of a Clavis server, or of an Atlan tenant. Holds no connection: there is nothing to close. */
export class ClavisClient {
  readonly entities: Entities;
  readonly personas: Personas;
  readonly runs: Runs;
  readonly search: Search;
  readonly sessions: Sessions;
  readonly tokens: Tokens;
  readonly users: Users;
  readonly workflows: Workflows;

  constructor(options: ClavisClientOptions) {
    const transport = createTransport(options);
    this.entities = new Entities(transport);
    this.runs = new Runs(transport);
    this.search = new Search(transport);
    this.personas = new Personas(this.entities, this.search);
    this.sessions = new Sessions(transport);
    this.tokens = new Tokens(transport);
    this.users = new Users(transport);
    this.workflows = new Workflows(transport);
  }
}
