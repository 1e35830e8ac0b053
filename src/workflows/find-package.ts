import { CatalogError, isJsonObject, type JsonObject, type JsonValue } from '../foundation/index.ts';
import { knownPrefixes, prefixOfId } from './known-packages.ts';
import type { Package } from './package.ts';
import { createPackageWithoutExecutor } from './package-without-executor.ts';

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

/** How long a run of a package without an executor is `Running` when nobody says. Clients look for it for up to 15 s. */
const holdMsDefault = 30_000;

/** The packages of a server: those it can run, and how runs of the others behave. */
export interface PackageShelf {
  readonly packages: readonly Package[];
  /** How long a run of a known package that this server cannot run is `Running` before it fails. */
  readonly holdMs?: number;
}

function findByPrefix({ packages, holdMs = holdMsDefault }: PackageShelf, prefix: string): Package | null {
  const runnable = packages.find((known) => known.prefix === prefix);
  if (runnable !== undefined) return runnable;
  return knownPrefixes.includes(prefix) ? createPackageWithoutExecutor(prefix, holdMs) : null;
}

/** The package of that id, `@scope/name`; `null` for one that nobody knows. One that this server runs wins. */
export function findPackageById(shelf: PackageShelf, id: string): Package | null {
  return shelf.packages.find((known) => known.id === id) ?? findByPrefix(shelf, prefixOfId(id));
}

/**
 * The package a workflow is of: by the template its task calls, else by annotation, else by the prefix of its name (Atlan wire). One that
 * is known by name only does nothing when it is run, and says so.
 * Throws `field_invalid` when the workflow names none, `package_unknown` for one that nobody knows.
 */
export function getPackage(clues: PackageClues, shelf: PackageShelf): Package {
  const prefixes = [...knownPrefixes, ...shelf.packages.map(({ prefix }) => prefix)];
  const named = namedPrefixes(clues, prefixes);
  const first = named[0];
  if (first === undefined) {
    throw new CatalogError(
      'field_invalid',
      `the workflow names no package; expected \`spec.templates[0].dag.tasks[0].templateRef.name\` or the annotation \`${packageAnnotation}\``,
    );
  }
  for (const name of named) {
    const found = findByPrefix(shelf, name);
    if (found !== null) return found;
  }
  const runnable = shelf.packages.map(({ id }) => id).join(', ');
  throw new CatalogError('package_unknown', `unknown package \`${first}\`; this server runs ${runnable}`);
}
