import { type Problem } from '../../foundation/index.ts';
import { isUnder } from '../../policy/index.ts';

/** The resources of a policy, taken apart. `paths` may end in `/*`; no `entityTypes` means every type. */
export interface PolicyResources {
  readonly paths: readonly string[];
  readonly entityTypes: readonly string[];
  readonly problems: readonly Problem[];
}

const entityPrefix = 'entity:';
const typePrefix = 'entity-type:';
const childrenSuffix = '/*';

/** `path` without the `/*` that leaves the node itself out, and whether it had one. */
export function splitPath(path: string): { readonly node: string; readonly childrenOnly: boolean } {
  const childrenOnly = path.endsWith(childrenSuffix);
  return { node: childrenOnly ? path.slice(0, -childrenSuffix.length) : path, childrenOnly };
}

function pathProblem(path: string, connectionQualifiedName: string): string | null {
  const { node } = splitPath(path);
  if (/[*?]/.test(node)) {
    return `\`${path}\` has a wildcard inside; accepted: a qualified name, alone or followed by \`/*\``;
  }
  if (node.endsWith('/')) return `\`${path}\` ends with \`/\`; accepted: a qualified name, alone or followed by \`/*\``;
  if (isUnder(node, connectionQualifiedName)) return null;
  return `\`${path}\` is not in the connection \`${connectionQualifiedName}\` of the policy`;
}

function typesOf(resources: readonly string[]): string[] {
  const names = resources.filter((one) => one.startsWith(typePrefix)).map((one) => one.slice(typePrefix.length));
  return names.includes('*') ? [] : [...new Set(names)];
}

/**
 * Takes apart the `policyResources` of the wire: `entity:<qualified name>` covers the node and everything below it,
 * `entity:<qualified name>/*` only what is below, `entity-type:` narrows. With a connection every path must lie in it
 * on a path border, and no other wildcard is accepted: what could not be decided the same way for one asset and for
 * a list is refused here. Without one (glossary, domain) the paths are kept as they came.
 */
export function parsePolicyResources(
  resources: readonly string[],
  connectionQualifiedName: string | null,
  at: string,
): PolicyResources {
  const problems: Problem[] = [];
  const paths: string[] = [];
  resources.forEach((resource, index) => {
    const path = `${at}[${String(index)}]`;
    if (resource.startsWith(entityPrefix)) {
      const entity = resource.slice(entityPrefix.length);
      const message = connectionQualifiedName === null ? null : pathProblem(entity, connectionQualifiedName);
      if (message === null) paths.push(entity);
      else problems.push({ path, message });
    } else if (!resource.startsWith(typePrefix)) {
      const message = `unknown resource \`${resource}\`; accepted: \`entity:<qualified name>\`, \`entity-type:<type>\``;
      problems.push({ path, message });
    }
  });
  if (paths.length === 0 && problems.length === 0) {
    problems.push({ path: at, message: 'at least one `entity:<qualified name>` is needed' });
  }
  return { paths: [...new Set(paths)], entityTypes: typesOf(resources), problems };
}
