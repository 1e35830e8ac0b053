import {
  generatedCatalog,
  sampleCatalog,
  type GlueBehaviour,
  type GlueCatalog,
} from '../../examples/glue-endpoint/index.ts';
import { isHit, type GlueSet, type Mishap } from './glue-sets.ts';

const hitEvery = 10;

/** The same catalog without the tables that a mishap hits, still made when asked for. */
function withoutHit(catalog: GlueCatalog): GlueCatalog {
  return {
    databases: catalog.databases,
    tableCount: (database) => {
      const count = catalog.tableCount(database);
      return count - Math.floor(count / hitEvery);
    },
    // Nine are kept and one is left out, over and over.
    tableAt: (database, index) => catalog.tableAt(database, index + Math.floor(index / (hitEvery - 1))),
    findTable: (database, name) => (isHit(name) ? null : catalog.findTable(database, name)),
  };
}

export const catalogOf = ({ size }: Pick<GlueSet, 'size'>): GlueCatalog =>
  size === null ? sampleCatalog() : generatedCatalog(size);

export function countTables(catalog: GlueCatalog): number {
  return catalog.databases.reduce((sum, { Name }) => sum + catalog.tableCount(Name), 0);
}

/** How the endpoint has to behave for the mishap to be there, and for none of the others to be. */
export function behaviourOf(mishap: Mishap, catalog: GlueCatalog): GlueBehaviour & { readonly catalog: GlueCatalog } {
  const hit = (_database: string, table: string): boolean => isHit(table);
  const none = (): boolean => false;
  return {
    catalog: mishap === 'gone' ? withoutHit(catalog) : catalog,
    hidesTable: mishap === 'hidden' ? hit : none,
    omitsTable: mishap === 'omitted' ? hit : none,
    deniedDatabases: mishap === 'denied' ? catalog.databases.slice(0, 1).map(({ Name }) => Name) : [],
  };
}
