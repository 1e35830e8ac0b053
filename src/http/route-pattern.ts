/** A path of the contract (`/a/{id}`) as the router writes it (`/a/:id`). */
export function routePattern(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ':$1');
}
