import { type CatalogDeps } from '../../catalog/index.ts';
import { listAssets, type Reader } from './list-assets.ts';

/** A connection as files name it. */
export interface ConnectionName {
  readonly connector: string;
  readonly name: string;
}

/** Finds connections by name, each once: a file names few of them in many rows. */
export class ConnectionNames {
  private readonly catalog: CatalogDeps;
  private readonly reader: Reader;
  private readonly known = new Map<string, Promise<readonly string[]>>();

  constructor(catalog: CatalogDeps, reader: Reader) {
    this.catalog = catalog;
    this.reader = reader;
  }

  /** The qualified name, or in words why there is none. */
  async find(connection: ConnectionName): Promise<{ readonly qualifiedName: string } | { readonly problem: string }> {
    const key = `${connection.connector}\n${connection.name}`;
    const pending = this.known.get(key) ?? this.search(connection);
    this.known.set(key, pending);
    const [qualifiedName, ...more] = await pending;
    const shown = `connection \`${connection.name}\` of \`${connection.connector}\``;
    if (qualifiedName === undefined) return { problem: `there is no ${shown}` };
    return more.length === 0 ? { qualifiedName } : { problem: `there are several: ${shown}` };
  }

  /** What was not found may have been made since. */
  forget(): void {
    this.known.clear();
  }

  private async search({ connector, name }: ConnectionName): Promise<readonly string[]> {
    const filter = [
      { term: { '__typeName.keyword': 'Connection' } },
      { term: { __state: 'ACTIVE' } },
      { term: { connectorName: connector } },
      { term: { 'name.keyword': name } },
    ];
    const found: string[] = [];
    for await (const page of listAssets(this.catalog, this.reader, { query: { bool: { filter } } })) {
      // The field folds case.
      const exact = page.filter(({ attributes }) => attributes['name'] === name);
      found.push(...exact.map(({ attributes }) => String(attributes['qualifiedName'])));
    }
    return found;
  }
}
