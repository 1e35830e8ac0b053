import type { JsonObject } from '../../src/foundation/index.ts';
import {
  compileAggregations,
  parseSearch,
  type CompileContext,
  type Field,
  type PageSource,
} from '../../src/search/index.ts';
import { openSearchSample, sampleContext } from './search-sample.ts';

const source: PageSource = {
  from: 'sample',
  alias: 'sample',
  columns: 'sample.id',
  tieBreak: { field: 'id', sql: 'sample.id' },
  key: { sql: 'sample.id', type: 'int' },
  document: `(sample.doc || jsonb_build_object('code', sample.code, 'species', sample.species))`,
};

const species: Field = { name: 'species', kind: 'keyword', many: false, sql: 'sample.species' };

/** Computes aggregations over the sample; rows below the id 5 are those that may be read. */
export interface AggregatedSample {
  aggregateAll(aggregations: unknown, matched?: string): Promise<JsonObject>;
  aggregate(aggregation: unknown, matched?: string): Promise<unknown>;
  close(): Promise<void>;
}

export async function openAggregatedSample(): Promise<AggregatedSample> {
  const sample = await openSearchSample();
  const aggregateAll = async (aggregations: unknown, matched = 'TRUE'): Promise<JsonObject> => {
    const plain = sampleContext();
    const context: CompileContext = {
      ...plain,
      fields: (name, params) => (name === 'species' ? species : plain.fields(name, params)),
    };
    const search = parseSearch({ aggregations });
    const compiled = compileAggregations(search.aggregations, {
      source,
      from: source.from,
      matched,
      readable: 'sample.id < 5',
      context,
    });
    const { rows } = await sample.database.pool.query<{ answer: unknown }>(
      `WITH ${compiled.tables.join(', ')} SELECT ${compiled.sql} AS answer`,
      [...context.params.values],
    );
    return compiled.render(rows[0]?.answer);
  };
  return {
    aggregateAll,
    aggregate: async (aggregation, matched) => (await aggregateAll({ one: aggregation }, matched))['one'],
    close: () => sample.close(),
  };
}
