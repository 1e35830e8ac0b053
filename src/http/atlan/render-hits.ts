import type { WorkflowSearchResponse } from '../../contract/index.ts';
import type { DocumentHits } from '../../workflows/index.ts';

/**
 * Hits as Elasticsearch gives them (Atlan wire, workflow search response). The total is an object whatever the request says,
 * and equal requests have equal answers: clients compare hits member by member.
 */
export function renderHits(index: 'workflows' | 'runs', found: DocumentHits): WorkflowSearchResponse {
  return {
    took: 0,
    timed_out: false,
    _shards: { total: 1, successful: 1, skipped: 0, failed: 0 },
    hits: {
      total: { value: found.total, relation: 'eq' },
      max_score: null,
      hits: found.hits.map(({ name, seq, sort, document }) => ({
        _index: index,
        _type: '_doc',
        _id: name,
        _seq_no: seq,
        _primary_term: 1,
        _score: null,
        sort: [...sort],
        _source: document,
      })),
    },
  };
}
