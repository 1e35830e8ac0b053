import indexSettings from './index-settings.json' with { type: 'json' };
import type { AnalyzerName } from '../../src/search/index.ts';
import type { SearchedField } from './searched-fields.ts';

type Json = Readonly<Record<string, unknown>>;

/** Texts that are longer are not kept as a keyword (Atlan wire, field names). */
const ignoreAbove: Readonly<Record<string, number>> = {
  'description.keyword': 1_000,
  'userDescription.keyword': 1_000,
};

function textMapping(analyzer: AnalyzerName | undefined): Json {
  return { type: 'text', ...(analyzer !== undefined && { analyzer }) };
}

/** The mapping that a field of ours claims to behave like. */
function mappingOf({ name, kind, analyzer }: SearchedField): Json {
  const limit = ignoreAbove[name];
  const limited = limit === undefined ? {} : { ignore_above: limit };
  switch (kind) {
    case 'text':
      return textMapping(analyzer);
    case 'lowercase':
      return { type: 'keyword', normalizer: 'atlan_normalizer', ...limited };
    case 'keyword':
    case 'uuid':
      return { type: 'keyword', ...limited };
    case 'date':
    case 'timestamp':
      return { type: 'date', format: 'strict_date_optional_time||epoch_millis' };
    case 'float':
      // The original keeps 32 bits, which makes 0.1 something else; here a number stays what was saved, and is compared as such.
      return { type: 'double' };
    default:
      return { type: kind };
  }
}

/** Properties of an index with these fields; `x.y` becomes the sub-field `y` of `x`. */
function indexProperties(fields: readonly SearchedField[]): Json {
  const properties: Record<string, Json> = {};
  const bases = fields.filter(({ name }) => !name.includes('.'));
  for (const base of bases) {
    const subFields = fields.filter(({ name }) => name.startsWith(`${base.name}.`));
    const inner = Object.fromEntries(subFields.map((sub) => [sub.name.slice(base.name.length + 1), mappingOf(sub)]));
    properties[base.name] = { ...mappingOf(base), ...(subFields.length > 0 && { fields: inner }) };
  }
  return properties;
}

/** One shard, so that counts are exact; and as many hits deep as we go. */
const ownSettings = { number_of_shards: 1, number_of_replicas: 0, max_result_window: 100_000 };

/** The body that creates an index with these fields: the analyzers of the original, and mappings by what our fields claim to be. */
export function indexBody(fields: readonly SearchedField[]): Json {
  return {
    settings: { ...indexSettings, index: ownSettings },
    mappings: { dynamic: false, properties: indexProperties(fields) },
  };
}
