import {
  GetResourceLFTagsCommand,
  type GetResourceLFTagsResponse,
  LakeFormationClient,
  type LFTagPair,
  ListLFTagsCommand,
  type Resource,
  SearchDatabasesByLFTagsCommand,
  SearchTablesByLFTagsCommand,
  type TaggedDatabase,
  type TaggedTable,
} from '@aws-sdk/client-lakeformation';

import { type GlueCallSite } from './explain-glue-error.ts';
import { credentialsOf, findPresence, type GlueSourceOptions, patiently, type Presence } from './glue-source.ts';

/** A tag of Lake Formation with some of its values. */
export interface TagValues {
  readonly key: string;
  /** At most `valuesPerSearch`. */
  readonly values: readonly string[];
}

/** What Lake Formation takes in one expression. */
export const valuesPerSearch = 50;

/** Reads the tags of one catalog in one region. Errors are the SDK's, after retries. */
export interface LakeFormationSource {
  site(action: string): GlueCallSite;
  /** Every key with its values. */
  listTags(): AsyncGenerator<readonly LFTagPair[]>;
  searchDatabases(tag: TagValues): AsyncGenerator<readonly TaggedDatabase[]>;
  /** Tables that have the tag, of their own, of their database's or on a column. */
  searchTables(tag: TagValues): AsyncGenerator<readonly TaggedTable[]>;
  findTags(resource: Resource): Promise<Presence<GetResourceLFTagsResponse>>;
  close(): void;
}

// The largest that Lake Formation allows, for each of the two kinds of listing.
const pageSize = 100;

/** Opens a client; nothing is called until it is used. Close it to give its sockets back. */
export function openLakeFormationSource(sourceOptions: GlueSourceOptions): LakeFormationSource {
  const { identity, endpoint, signal, attemptsMax, catalogId } = sourceOptions;
  const client = new LakeFormationClient({
    retryMode: 'adaptive',
    maxAttempts: attemptsMax,
    requestHandler: { connectionTimeout: 5_000, requestTimeout: 60_000, throwOnRequestTimeout: true },
    ...(identity.region === null ? {} : { region: identity.region }),
    ...credentialsOf(identity.auth),
    ...(endpoint === undefined ? {} : { endpoint }),
  });
  const options = { abortSignal: signal };
  const catalog = catalogId ? { CatalogId: catalogId } : {};
  const search = { ...catalog, MaxResults: pageSize };
  const expression = ({ key, values }: TagValues) => ({ Expression: [{ TagKey: key, TagValues: [...values] }] });
  return {
    site: (action) => ({
      action: `lakeformation:${action}`,
      region: identity.region ?? 'the default region',
      credentialName: identity.credentialName,
    }),
    listTags: () =>
      pages(async (NextToken) => {
        const command = new ListLFTagsCommand({ ...search, ...NextToken });
        const answer = await patiently(() => client.send(command, options), signal);
        return { page: answer.LFTags ?? [], next: answer.NextToken };
      }),
    searchDatabases: (tag) =>
      pages(async (NextToken) => {
        const command = new SearchDatabasesByLFTagsCommand({ ...search, ...expression(tag), ...NextToken });
        const answer = await patiently(() => client.send(command, options), signal);
        return { page: answer.DatabaseList ?? [], next: answer.NextToken };
      }),
    searchTables: (tag) =>
      pages(async (NextToken) => {
        const command = new SearchTablesByLFTagsCommand({ ...search, ...expression(tag), ...NextToken });
        const answer = await patiently(() => client.send(command, options), signal);
        return { page: answer.TableList ?? [], next: answer.NextToken };
      }),
    findTags: (resource) =>
      findPresence(() =>
        patiently(() => client.send(new GetResourceLFTagsCommand({ ...catalog, Resource: resource }), options), signal),
      ),
    close: () => client.destroy(),
  };
}

async function* pages<T>(
  ask: (token: {
    readonly NextToken?: string;
  }) => Promise<{ readonly page: readonly T[]; readonly next?: string | undefined }>,
): AsyncGenerator<readonly T[]> {
  let token: string | undefined;
  do {
    const { page, next } = await ask(token ? { NextToken: token } : {});
    yield page;
    token = next;
  } while (token !== undefined && token !== '');
}
