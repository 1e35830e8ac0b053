import {
  type Database,
  GetDatabaseCommand,
  GetDatabasesCommand,
  GetTableCommand,
  GetTablesCommand,
  type Table,
} from '@aws-sdk/client-glue';

import { CallPacers } from './call-pacer.ts';
import { accountOf } from './catalog-target.ts';
import { classifyGlueError, type GlueCallSite } from './explain-glue-error.ts';
import { type GlueIdentity } from './glue-identity.ts';
import { openPacedClient, type PacedClientOptions } from './paced-client.ts';

export { credentialsOf, patiently } from './paced-client.ts';

/** One answer of a listing of tables; `nextToken` is `null` on the last page. */
export interface TablePage {
  readonly tables: readonly Table[];
  readonly nextToken: string | null;
}

/** What asking for one thing by name told: `hidden` means that it may well exist. */
export type Presence<T> =
  { readonly state: 'present'; readonly value: T } | { readonly state: 'gone' } | { readonly state: 'hidden' };

/** A continuation token that the source no longer takes: the listing has to start again. */
export class ListingExpired extends Error {
  constructor(cause: unknown) {
    super('the continuation token is no longer accepted', { cause });
    this.name = 'ListingExpired';
  }
}

/** Reads one account's Glue catalog in one region. Errors are the SDK's, after retries; `site` helps to explain them. */
export interface GlueSource {
  site(action: string): GlueCallSite;
  /** The region as the client uses it, whoever chose it. */
  findRegion(): Promise<string>;
  /** Pages of databases, each asked for when wanted. */
  listDatabases(): AsyncGenerator<readonly Database[]>;
  /** Throws `ListingExpired` when `nextToken` is refused. */
  listTables(database: string, nextToken: string | null): Promise<TablePage>;
  /** As `listTables`, but with nothing beyond name and kind. */
  listTableNames(database: string, nextToken: string | null): Promise<TablePage>;
  /** Asks for one table, to see whether the database may be listed. */
  peekTables(database: string): Promise<TablePage>;
  findDatabase(name: string): Promise<Presence<Database>>;
  /** In the catalog that is read, or in another one that the credential may reach. */
  findTable(database: string, name: string, catalogId?: string): Promise<Presence<Table>>;
  /** Calls made so far, by operation. */
  calls(): Record<string, number>;
  close(): void;
}

export interface GlueSourceOptions {
  readonly identity: GlueIdentity;
  /** Glue's `CatalogId`; the catalog of the account that is called when absent. */
  readonly catalogId?: string | null;
  /** Instead of what the SDK finds in `AWS_ENDPOINT_URL_GLUE`, `AWS_ENDPOINT_URL` or its own table of regions. */
  readonly endpoint?: string | undefined;
  readonly signal: AbortSignal;
  /** Calls are tried this often; few for a first contact that should fail fast, more in the middle of a crawl. */
  readonly attemptsMax: number;
  /** Those of the node; its own when absent. */
  readonly pacers?: CallPacers | undefined;
  /** See `PacedClientOptions`. */
  readonly renew?: PacedClientOptions['renew'];
}

// The largest that Glue allows.
const pageSize = 100;

/** Notes whose catalog answers. Another account's is read with the calls of the account that asks. */
function learnerOf(client: ReturnType<typeof openPacedClient>, catalogId: string | null | undefined) {
  return (found: readonly { CatalogId?: string | undefined }[]): void => {
    const account = accountOf(found[0]?.CatalogId ?? '');
    if (account !== null && !catalogId) client.learn(account);
  };
}

/** Opens a client; nothing is called until it is used. Close it to give its sockets back. */
export function openGlueSource(sourceOptions: GlueSourceOptions): GlueSource {
  const { identity, signal, pacers = new CallPacers() } = sourceOptions;
  const catalog = catalogOf(sourceOptions.catalogId);
  const client = openPacedClient({ ...sourceOptions, pacers });
  const learn = learnerOf(client, sourceOptions.catalogId);
  const region = identity.region ?? 'the default region';
  const options = { abortSignal: signal };
  const listPage = async (input: TableListing): Promise<TablePage> => {
    const { nextToken, ...rest } = input;
    const command = new GetTablesCommand({
      ...catalog,
      MaxResults: pageSize,
      ...rest,
      ...(nextToken === null ? {} : { NextToken: nextToken }),
    });
    try {
      const answer = await client.call('GetTables', (glue) => glue.send(command, options));
      learn(answer.TableList ?? []);
      return { tables: answer.TableList ?? [], nextToken: answer.NextToken ?? null };
    } catch (error) {
      if (nextToken !== null && classifyGlueError(error) === 'token') throw new ListingExpired(error);
      throw error;
    }
  };
  return {
    site: (action) => ({ action: `glue:${action}`, region, credentialName: identity.credentialName }),
    findRegion: client.findRegion,
    calls: client.calls,
    async *listDatabases() {
      let NextToken: string | undefined;
      do {
        const token = NextToken ? { NextToken } : {};
        const command = new GetDatabasesCommand({ ...catalog, MaxResults: pageSize, ...token });
        const answer = await client.call('GetDatabases', (glue) => glue.send(command, options));
        learn(answer.DatabaseList ?? []);
        yield answer.DatabaseList ?? [];
        NextToken = answer.NextToken;
      } while (NextToken !== undefined && NextToken !== '');
    },
    listTables: (DatabaseName, nextToken) => listPage({ DatabaseName, nextToken }),
    listTableNames: (DatabaseName, nextToken) =>
      listPage({ DatabaseName, nextToken, AttributesToGet: ['NAME', 'TABLE_TYPE'] }),
    peekTables: (DatabaseName) => listPage({ DatabaseName, nextToken: null, MaxResults: 1 }),
    findDatabase: (Name) =>
      findPresence(async () => {
        const answer = await client.call('GetDatabase', (glue) =>
          glue.send(new GetDatabaseCommand({ ...catalog, Name }), options),
        );
        return answer.Database;
      }),
    findTable: (DatabaseName, Name, catalogId) =>
      findPresence(async () => {
        const command = new GetTableCommand({ ...(catalogId ? catalogOf(catalogId) : catalog), DatabaseName, Name });
        const answer = await client.call('GetTable', (glue) => glue.send(command, options));
        return answer.Table;
      }),
    close: client.close,
  };
}

const catalogOf = (id: string | null | undefined): { CatalogId?: string } => (id ? { CatalogId: id } : {});

interface TableListing {
  readonly DatabaseName: string;
  readonly nextToken: string | null;
  readonly AttributesToGet?: ('NAME' | 'TABLE_TYPE')[];
  readonly MaxResults?: number;
}

/** Sorts what asking for one thing by name told. */
export async function findPresence<T>(ask: () => Promise<T | undefined>): Promise<Presence<T>> {
  try {
    const value = await ask();
    // An empty success proves nothing.
    return value === undefined ? { state: 'hidden' } : { state: 'present', value };
  } catch (error) {
    const refusal = classifyGlueError(error);
    if (refusal === 'gone') return { state: 'gone' };
    if (refusal === 'denied') return { state: 'hidden' };
    throw error;
  }
}
