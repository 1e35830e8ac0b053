/** Where collections live, each under the username of its maker (Atlan wire, collections). */
export const collectionRoot = 'default/collection';

/** Where AI applications, models and their versions live that no connector has found (Atlan wire, AI assets). */
export const aiRoot = 'default/ai';

/** Where skills and context repositories live with their artifacts (Atlan wire, agentic assets). */
export const skillRoot = 'default/skill';
export const contextRoot = 'default/context';

/** Assets beneath these belong to the workspace. No connection can have such a name. */
export const workspaceRoots: readonly string[] = [aiRoot, skillRoot, contextRoot];

const reservedConnectors = ['collection', 'domain', 'ai', 'skill', 'context'];

/**
 * Why a connection may not have this qualified name, or `null`: the form is `default/<connector>/<one more part>`.
 * SECURITY: its admins may do everything under the name. A shorter one would cover other connections, and a connector
 * called `collection` the collections of other people, `ai`, `skill` or `context` what is for all.
 */
export function connectionNameProblem(qualifiedName: string): string | null {
  const match = /^default\/([a-z0-9_-]+)\/[^/]+$/.exec(qualifiedName);
  if (match === null) {
    return `\`${qualifiedName}\` is not \`default/<connector>/<id>\` with a connector of lower-case letters, digits, \`-\` and \`_\``;
  }
  const connector = match[1] ?? '';
  return reservedConnectors.includes(connector) ? `the connector name \`${connector}\` is reserved` : null;
}
