import { CatalogError, isJsonObject, type JsonObject, type JsonValue } from '../foundation/index.ts';
import { knownPrefixes, prefixOfId } from './known-packages.ts';
import type { Package } from './package.ts';

/** Where a submitted workflow may say which package it is. */
export interface PackageClues {
  readonly name: string;
  readonly annotations: Readonly<Record<string, string>>;
  readonly spec: JsonObject;
}

export const packageAnnotation = 'package.argoproj.io/name';

function child(value: JsonValue | undefined, key: string): JsonValue | undefined {
  return isJsonObject(value) ? value[key] : undefined;
}

/** The item at `index`, or nothing when `value` is no list. */
function item(value: JsonValue | undefined, index: number): JsonValue | undefined {
  return Array.isArray(value) ? (value as readonly JsonValue[])[index] : undefined;
}

/** The first task of the first template: the one that calls the package. */
export function firstTask(spec: JsonObject): JsonValue | undefined {
  return item(child(child(item(spec.templates, 0), 'dag'), 'tasks'), 0);
}

/** `atlan-snowflake-miner-1735500000` must not be taken for `atlan-snowflake`: the longest prefix that fits wins. */
function prefixOfName(name: string, prefixes: readonly string[]): string | null {
  const fitting = prefixes.filter((prefix) => name.startsWith(`${prefix}-`));
  return fitting.sort((one, other) => other.length - one.length)[0] ?? null;
}

/** Every name the workflow gives its package, most trusted first. */
function namedPrefixes(clues: PackageClues, prefixes: readonly string[]): string[] {
  const template = child(child(firstTask(clues.spec), 'templateRef'), 'name');
  const annotated = [
    child(child(clues.spec.workflowMetadata, 'annotations'), packageAnnotation),
    clues.annotations[packageAnnotation],
  ];
  const named = [template, ...annotated.map((id) => (typeof id === 'string' ? prefixOfId(id) : id))];
  const byName = prefixOfName(clues.name, prefixes);
  return [...named, byName].filter((prefix) => typeof prefix === 'string');
}

/**
 * The package a workflow is of: by the template its task calls, else by annotation, else by the prefix of its name (Atlan wire).
 * Throws `field_invalid` when it names none, `package_not_runnable` for one known by name only, `package_unknown` for any other.
 */
export function getPackage(clues: PackageClues, packages: readonly Package[]): Package {
  const prefixes = [...knownPrefixes, ...packages.map(({ prefix }) => prefix)];
  const named = namedPrefixes(clues, prefixes);
  const first = named[0];
  const runnable = packages.map(({ id }) => id).join(', ');
  if (first === undefined) {
    throw new CatalogError(
      'field_invalid',
      `the workflow names no package; expected \`spec.templates[0].dag.tasks[0].templateRef.name\` or the annotation \`${packageAnnotation}\``,
    );
  }
  for (const name of named) {
    const found = packages.find(({ prefix }) => prefix === name);
    if (found !== undefined) return found;
    if (knownPrefixes.includes(name)) {
      throw new CatalogError(
        'package_not_runnable',
        `this server cannot run the package \`${name}\`; it runs ${runnable}`,
      );
    }
  }
  throw new CatalogError('package_unknown', `unknown package \`${first}\`; this server runs ${runnable}`);
}
