/** Glue's own name for the catalog of an account. */
export const catalogName = 'AwsDataCatalog';

/**
 * The qualified name of `name` under `parent`.
 *
 * INVARIANT: different paths of Glue names give different qualified names. Glue allows `/` in names, so table `b/c` of
 * database `a` and table `c` of database `a/b` would otherwise be one asset, and one of them would be lost. `/` is written
 * `%2F`; `%` is written `%25` only where it would read as one of these two escapes, so all usual names stay as they are.
 */
export function childQualifiedName(parent: string, name: string): string {
  return `${parent}/${name.replaceAll(/%(?=2F|25)/g, '%25').replaceAll('/', '%2F')}`;
}

/**
 * The name at the source that `childQualifiedName` made the last part from. `name` of a stored asset is no substitute: people
 * may have changed it, and asking the source for a changed name would prove a table gone that is there.
 */
export function sourceNameOf(qualifiedName: string): string {
  const last = qualifiedName.slice(qualifiedName.lastIndexOf('/') + 1);
  return last.replaceAll(/%(2F|25)/g, (_escape, code: string) => (code === '2F' ? '/' : '%'));
}

export function databaseQualifiedName(connectionQualifiedName: string, catalog: string = catalogName): string {
  return childQualifiedName(connectionQualifiedName, catalog);
}
