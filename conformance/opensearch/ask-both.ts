import { searchAssets, type CatalogDeps } from '../../src/catalog/index.ts';
import { isCatalogError } from '../../src/foundation/index.ts';
import type { Principal } from '../../src/identity/index.ts';
import type { Answer } from './compare-answers.ts';
import type { OpenSearchAnswer, OpenSearchNode } from './start-opensearch.ts';

type Json = Readonly<Record<string, unknown>>;

/** Answers a request. */
export type Ask = (request: Json) => Promise<Answer>;

/** What is found does not depend on these, and is found faster with them. */
const sparse = { excludeMeanings: true, excludeClassifications: true, showSearchScore: true };

/** Asks our own search, as somebody who may read everything. */
export function askOurs(deps: CatalogDeps, reader: Principal): Ask {
  return async (dsl) => {
    try {
      const found = await searchAssets(deps, reader, { dsl, ...sparse });
      const { entities = [], approximateCount: total, aggregations, searchScore = {} } = found;
      const hits = entities.map(({ guid }) => guid);
      return { total, hits, scores: hits.map((guid) => searchScore[guid] ?? null), aggregations };
    } catch (error) {
      // What is not an answer of ours is never the same as a refusal of theirs.
      return isCatalogError(error) ? { refused: error.message } : { broken: String(error) };
    }
  };
}

interface Found {
  readonly total: { readonly value: number };
  readonly hits: readonly { readonly _id: string; readonly _score: number | null }[];
}

function readAnswer({ status, body }: OpenSearchAnswer): Answer {
  if (status >= 400) return { refused: JSON.stringify(body.error) };
  const { total, hits } = body.hits as Found;
  const scores = hits.map(({ _score }) => _score);
  return { total: total.value, hits: hits.map(({ _id }) => _id), scores, aggregations: body.aggregations };
}

/** What they are told beside the request: to count everything, and what every hit is worth. */
const exact = { track_total_hits: true, track_scores: true, _source: false };

/** Asks OpenSearch, all requests in one. */
export async function askOpenSearch(
  node: OpenSearchNode,
  index: string,
  requests: readonly Json[],
): Promise<readonly Answer[]> {
  const answers = await node.searchMany(
    index,
    requests.map((request) => ({ ...request, ...exact })),
  );
  return answers.map(readAnswer);
}
