import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CatalogError, type Problem } from '../../foundation/index.ts';
import { prefixOfId } from '../../workflows/index.ts';
import { checkOwnPackage } from './check-own-package.ts';
import type { OwnPackage, PackageKit } from './package-kit.ts';

/** The packages of modules, and everything that is wrong with them; `path` names the module and the member. */
export interface LoadedPackages {
  readonly packages: readonly OwnPackage[];
  readonly problems: readonly Problem[];
}

const kit: PackageKit = {
  // Nobody but the schema knows what its inputs are, and the schema is checked before they are handed in.
  define: (definition) => definition as unknown as OwnPackage,
  refusal: (message) => new CatalogError('field_invalid', message),
};

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

async function loadOne(module: string): Promise<{ readonly own: OwnPackage } | { readonly problems: Problem[] }> {
  let exported: Readonly<Record<string, unknown>>;
  try {
    exported = (await import(pathToFileURL(resolve(module)).href)) as Readonly<Record<string, unknown>>;
  } catch (error) {
    return { problems: [{ path: '', message: `cannot be imported: ${messageOf(error)}` }] };
  }
  const { createPackage } = exported;
  if (typeof createPackage !== 'function') {
    return { problems: [{ path: 'createPackage', message: 'is not exported, expected a function' }] };
  }
  try {
    return checkOwnPackage((createPackage as (kit: PackageKit) => unknown)(kit));
  } catch (error) {
    return { problems: [{ path: 'createPackage', message: `fails: ${messageOf(error)}` }] };
  }
}

/**
 * Imports the modules that the operator names and looks at what they export, all of them whatever is wrong with one.
 * SECURITY: this is the operator's own code and runs with all that the process may do; only the settings name modules, never a request.
 */
export async function loadOwnPackages(modules: readonly string[]): Promise<LoadedPackages> {
  const packages: OwnPackage[] = [];
  const problems: Problem[] = [];
  const moduleOf = new Map<string, string>();
  for (const module of modules) {
    const loaded = await loadOne(module);
    if ('problems' in loaded) {
      for (const { path, message } of loaded.problems) {
        problems.push({ path: path === '' ? module : `${module}: ${path}`, message });
      }
      continue;
    }
    const prefix = prefixOfId(loaded.own.id);
    const other = moduleOf.get(prefix);
    if (other === undefined) {
      moduleOf.set(prefix, module);
      packages.push(loaded.own);
    } else problems.push({ path: `${module}: id`, message: `\`${prefix}\` is the package of \`${other}\` already` });
  }
  return { packages, problems };
}
