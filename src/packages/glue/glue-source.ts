import { setTimeout as pause } from 'node:timers/promises';

import {
  type Database,
  GetDatabaseCommand,
  GetDatabasesCommand,
  GetTableCommand,
  GetTablesCommand,
  GlueClient,
  type GlueClientConfig,
  type Table,
} from '@aws-sdk/client-glue';

import { classifyGlueError, type GlueCallSite } from './explain-glue-error.ts';
import { assumeRole } from './assume-role.ts';
import { type GlueAuth, type GlueIdentity } from './glue-identity.ts';

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
  findDatabase(name: string): Promise<Presence<Database>>;
  /** In the catalog that is read, or in another one that the credential may reach. */
  findTable(database: string, name: string, catalogId?: string): Promise<Presence<Table>>;
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
}

// The largest that Glue allows.
const pageSize = 100;

// Beyond the SDK's own tries: its retry quota empties under long throttling and then gives up at once, which would fail a
// crawl of many thousand tables for no lasting reason. About six minutes in all.
const throttledPausesMs = [1_000, 2_000, 5_000, 10_000, 20_000, 30_000, 60_000, 60_000, 60_000, 60_000, 60_000];

/** Opens a client; nothing is called until it is used. Close it to give its sockets back. */
export function openGlueSource(sourceOptions: GlueSourceOptions): GlueSource {
  const { identity, endpoint, signal, attemptsMax } = sourceOptions;
  const catalog = catalogOf(sourceOptions.catalogId);
  const client = new GlueClient({
    retryMode: 'adaptive',
    maxAttempts: attemptsMax,
    requestHandler: { connectionTimeout: 5_000, requestTimeout: 60_000, throwOnRequestTimeout: true },
    ...(identity.region === null ? {} : { region: identity.region }),
    ...credentialsOf(identity.auth),
    ...(endpoint === undefined ? {} : { endpoint }),
  });
  const region = identity.region ?? 'the default region';
  const options = { abortSignal: signal };
  const listPage = async (input: TableListing): Promise<TablePage> => {
    const { nextToken, ...rest } = input;
    const command = new GetTablesCommand({
      ...catalog,
      ...rest,
      MaxResults: pageSize,
      ...(nextToken === null ? {} : { NextToken: nextToken }),
    });
    try {
      const answer = await patiently(() => client.send(command, options), signal);
      return { tables: answer.TableList ?? [], nextToken: answer.NextToken ?? null };
    } catch (error) {
      if (nextToken !== null && classifyGlueError(error) === 'token') throw new ListingExpired(error);
      throw error;
    }
  };
  return {
    site: (action) => ({ action: `glue:${action}`, region, credentialName: identity.credentialName }),
    findRegion: () => client.config.region(),
    async *listDatabases() {
      let NextToken: string | undefined;
      do {
        const command = new GetDatabasesCommand({
          ...catalog,
          MaxResults: pageSize,
          ...(NextToken ? { NextToken } : {}),
        });
        const answer = await patiently(() => client.send(command, options), signal);
        yield answer.DatabaseList ?? [];
        NextToken = answer.NextToken;
      } while (NextToken !== undefined && NextToken !== '');
    },
    listTables: (DatabaseName, nextToken) => listPage({ DatabaseName, nextToken }),
    listTableNames: (DatabaseName, nextToken) =>
      listPage({ DatabaseName, nextToken, AttributesToGet: ['NAME', 'TABLE_TYPE'] }),
    findDatabase: (Name) =>
      findPresence(async () => {
        const answer = await patiently(
          () => client.send(new GetDatabaseCommand({ ...catalog, Name }), options),
          signal,
        );
        return answer.Database;
      }),
    findTable: (DatabaseName, Name, catalogId) =>
      findPresence(async () => {
        const command = new GetTableCommand({ ...(catalogId ? catalogOf(catalogId) : catalog), DatabaseName, Name });
        const answer = await patiently(() => client.send(command, options), signal);
        return answer.Table;
      }),
    close: () => client.destroy(),
  };
}

const catalogOf = (id: string | null | undefined): { CatalogId?: string } => (id ? { CatalogId: id } : {});

// Without any, the SDK looks for the identity of this server.
function credentialsOf(auth: GlueAuth): Pick<GlueClientConfig, 'credentials'> {
  switch (auth.kind) {
    case 'keys':
      return { credentials: { accessKeyId: auth.accessKeyId, secretAccessKey: auth.secretAccessKey } };
    case 'role':
      return { credentials: assumeRole(auth) };
    case 'server':
      return {};
  }
}

interface TableListing {
  readonly DatabaseName: string;
  readonly nextToken: string | null;
  readonly AttributesToGet?: ('NAME' | 'TABLE_TYPE')[];
}

async function patiently<T>(call: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (const pauseMs of throttledPausesMs) {
    try {
      return await call();
    } catch (error) {
      if (classifyGlueError(error) !== 'throttled') throw error;
      await pause(pauseMs, undefined, { signal });
    }
  }
  return call();
}

async function findPresence<T>(ask: () => Promise<T | undefined>): Promise<Presence<T>> {
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
