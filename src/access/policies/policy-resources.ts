import { type Problem } from '../../foundation/index.ts';
import { isUnder, literalHead } from '../../policy/index.ts';
import { type PolicyCategory } from './wire-actions.ts';

/** The resources of a policy, taken apart. `paths` may hold wildcards; no `entityTypes` means every type. */
export interface PolicyResources {
  readonly paths: readonly string[];
  readonly entityTypes: readonly string[];
  readonly problems: readonly Problem[];
}

/** What resources are judged by. */
export interface ResourceRules {
  readonly category: PolicyCategory;
  /** Of metadata and data policies. */
  readonly connectionQualifiedName: string | null;
}

const entityPrefix = 'entity:';
const typePrefix = 'entity-type:';
const childrenSuffix = '/*';

/** In one resource. Matching takes its length times that of a name at most, so this is for whoever reads it. */
const wildcardsMax = 10;

/** `path` without the `/*` that leaves the node itself out, and whether it had one. */
export function splitPath(path: string): { readonly node: string; readonly childrenOnly: boolean } {
  const childrenOnly = path.endsWith(childrenSuffix);
  return { node: childrenOnly ? path.slice(0, -childrenSuffix.length) : path, childrenOnly };
}

function countWildcards(path: string): number {
  return path.replaceAll(/[^*?]/g, '').length;
}

/**
 * Whether every name that the path covers lies in the connection, on a path border: a pattern must have the whole name of the
 * connection and the `/` behind it before its first wildcard.
 */
function isInConnection(path: string, connectionQualifiedName: string): boolean {
  const { node } = splitPath(path);
  return countWildcards(node) === 0
    ? isUnder(node, connectionQualifiedName)
    : literalHead(node).startsWith(`${connectionQualifiedName}/`);
}

function pathProblem(path: string, connectionQualifiedName: string): string | null {
  const wildcards = countWildcards(path);
  if (wildcards > wildcardsMax) {
    return `\`${path}\` has ${String(wildcards)} wildcards; at most ${String(wildcardsMax)} are accepted`;
  }
  if (splitPath(path).node.endsWith('/')) {
    return `\`${path}\` ends with \`/\`; accepted: a qualified name, alone or followed by \`/*\``;
  }
  if (isInConnection(path, connectionQualifiedName)) return null;
  return `\`${path}\` is not in the connection \`${connectionQualifiedName}\` of the policy`;
}

function nameProblem(path: string, all: { readonly spellings: readonly string[]; readonly of: string }): string | null {
  if (all.spellings.includes(path)) return null;
  if (path !== '' && countWildcards(path) === 0) return null;
  return `\`${path}\` is not accepted; accepted: the qualified name of a ${all.of}, or \`entity:*\` for every one`;
}

/** All domains, as it is stored, and the spellings that mean it (Atlan wire, domain policies). */
export const everyDomain = 'default/domain/*/super';
const everyDomainSpellings = ['*', '*/super', everyDomain];

function entityProblem(path: string, { category, connectionQualifiedName }: ResourceRules): string | null {
  switch (category) {
    case 'metadata':
    case 'data':
      return pathProblem(path, connectionQualifiedName ?? '');
    case 'glossary':
      return nameProblem(path, { spellings: ['*'], of: 'glossary' });
    case 'domain':
      return nameProblem(path, { spellings: everyDomainSpellings, of: 'domain' });
    case 'ai':
      // Kept and not heeded it would grant what lies elsewhere as well.
      return path === '*'
        ? null
        : `\`${path}\` is not accepted: a policy on AI assets is about all of its types; accepted: \`entity:*\``;
  }
}

function storedPath(path: string, { category }: ResourceRules): string {
  return category === 'domain' && everyDomainSpellings.includes(path) ? everyDomain : path;
}

function typesOf(resources: readonly string[]): string[] {
  const names = resources.filter((one) => one.startsWith(typePrefix)).map((one) => one.slice(typePrefix.length));
  return names.includes('*') ? [] : [...new Set(names)];
}

/**
 * Takes apart the `policyResources` of the wire: `entity:<qualified name>` covers the node and everything below it,
 * `entity:<qualified name>/*` only what is below, `entity-type:` narrows. `*` in a path stands for any run of characters and `?`
 * for one. Every path of a metadata or data policy must lie in its connection on a path border. Nothing is accepted that would
 * be kept without being heeded.
 */
export function parsePolicyResources(resources: readonly string[], rules: ResourceRules, at: string): PolicyResources {
  const problems: Problem[] = [];
  const paths: string[] = [];
  resources.forEach((resource, index) => {
    const path = `${at}[${String(index)}]`;
    if (resource.startsWith(entityPrefix)) {
      const entity = resource.slice(entityPrefix.length);
      const message = entityProblem(entity, rules);
      if (message === null) paths.push(storedPath(entity, rules));
      else problems.push({ path, message });
    } else if (!resource.startsWith(typePrefix)) {
      const message = `unknown resource \`${resource}\`; accepted: \`entity:<qualified name>\`, \`entity-type:<type>\``;
      problems.push({ path, message });
    }
  });
  if (paths.length === 0 && problems.length === 0 && rules.category !== 'ai') {
    problems.push({ path: at, message: 'at least one `entity:<qualified name>` is needed' });
  }
  return { paths: [...new Set(paths)], entityTypes: typesOf(resources), problems };
}
