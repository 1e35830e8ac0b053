/** A clause of the Elasticsearch query language, as JSON. */
export type Clause = Record<string, unknown>;

export interface AssetQueryState {
  readonly filters: readonly Clause[];
  readonly attributes: readonly string[];
  readonly sorts: readonly Clause[];
  readonly includeArchived: boolean;
}

/** Attributes that a list of assets shows; everything else has to be asked for. */
const attributesDefault = ['name', 'qualifiedName', 'connectorName', 'connectionQualifiedName', 'description'];

const governanceTypes = ['Persona', 'Purpose', 'AuthPolicy'];

const startState: AssetQueryState = { filters: [], attributes: attributesDefault, sorts: [], includeArchived: false };

/** `*` and `?` mean something in a wildcard; a person who types them means the characters. */
function literalPattern(text: string): string {
  return text.replace(/[\\*?]/g, (character) => `\\${character}`);
}

/**
 * A search for assets, built step by step; every step gives a new query, so that a query may be kept and refined.
 * Steps that restrict are joined by "and". What it cannot say, `search.raw` can.
 */
export class AssetQuery {
  readonly #state: AssetQueryState;

  constructor(state: AssetQueryState = startState) {
    this.#state = state;
  }

  #with(change: Partial<AssetQueryState>): AssetQuery {
    return new AssetQuery({ ...this.#state, ...change });
  }

  /** Adds a clause of your own. */
  where(clause: Clause): AssetQuery {
    return this.#with({ filters: [...this.#state.filters, clause] });
  }

  /** Assets of these types exactly, such as `Table`. */
  ofType(...typeNames: string[]): AssetQuery {
    return this.where({ terms: { '__typeName.keyword': typeNames } });
  }

  /** What people call assets: without personas, purposes and their policies, which are stored alike but govern the others. */
  withoutGovernance(): AssetQuery {
    return this.where({ bool: { must_not: [{ terms: { '__typeName.keyword': governanceTypes } }] } });
  }

  /** Assets of this name, whatever its case. */
  named(name: string): AssetQuery {
    return this.where({ term: { 'name.keyword': { value: name } } });
  }

  /** Assets with this text somewhere in their name, or these words in their name or description. Empty text restricts nothing. */
  containing(text: string): AssetQuery {
    if (text.trim() === '') return this;
    return this.where({
      bool: {
        should: [
          { wildcard: { 'name.keyword': { value: `*${literalPattern(text.trim())}*` } } },
          { match: { name: { query: text, operator: 'AND' } } },
          { match: { description: { query: text, operator: 'AND' } } },
        ],
        minimum_should_match: 1,
      },
    });
  }

  inConnection(qualifiedName: string): AssetQuery {
    return this.where({ term: { connectionQualifiedName: { value: qualifiedName } } });
  }

  /** The asset at this path and everything below it; `default/glue/1/db` does not include `default/glue/1/db2`. */
  under(qualifiedName: string): AssetQuery {
    return this.where({
      bool: {
        should: [
          { term: { qualifiedName: { value: qualifiedName } } },
          { prefix: { qualifiedName: { value: `${qualifiedName}/` } } },
        ],
        minimum_should_match: 1,
      },
    });
  }

  /** Archived assets too. */
  withArchived(): AssetQuery {
    return this.#with({ includeArchived: true });
  }

  /** Also gives these attributes. */
  select(...attributes: string[]): AssetQuery {
    return this.#with({ attributes: [...new Set([...this.#state.attributes, ...attributes])] });
  }

  sortBy(field: string, order: 'asc' | 'desc' = 'asc'): AssetQuery {
    return this.#with({ sorts: [...this.#state.sorts, { [field]: { order } }] });
  }

  /** Views and tables first, columns last, each by name: what a person looks for is rarely one of a thousand columns called `id`. */
  columnsLast(): AssetQuery {
    // Descending, the type names happen to stand in this order: View, Table, Schema, Database, Connection, Column.
    return this.sortBy('__typeName.keyword', 'desc').sortBy('name.keyword');
  }

  /** The request of the Atlan wire for one page. The guid breaks ties, so that pages neither overlap nor leave gaps. */
  toRequest(from: number, size: number): Record<string, unknown> {
    const { filters, sorts, attributes, includeArchived } = this.#state;
    const base: Clause[] = [{ term: { '__superTypeNames.keyword': { value: 'Asset' } } }];
    if (!includeArchived) base.push({ term: { __state: { value: 'ACTIVE' } } });
    const chosen = sorts.length > 0 ? sorts : [{ 'name.keyword': { order: 'asc' } }];
    return {
      dsl: {
        from,
        size,
        track_total_hits: true,
        query: { bool: { filter: [...base, ...filters] } },
        sort: [...chosen, { __guid: { order: 'asc' } }],
      },
      attributes,
      relationAttributes: ['name'],
    };
  }
}

/** All active assets, to be refined. */
export function assetQuery(): AssetQuery {
  return new AssetQuery();
}
