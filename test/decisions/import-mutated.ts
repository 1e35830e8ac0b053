import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { compileFunction, constants } from 'node:vm';

/** A fault in one file: `from`, which stands there exactly once, becomes `to`. */
export interface Fault {
  /** Path below `src`. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

const source = join(import.meta.dirname, '../../src');
const sourceUrl = pathToFileURL(source).href;
const faults = new Map<string, Fault>();

function faultIn(url: string): { readonly name: string; readonly fault: Fault } | null {
  const name = new URL(url).searchParams.get('fault');
  const fault = name === null ? undefined : faults.get(name);
  return name === null || fault === undefined ? null : { name, fault };
}

function withFault(fault: Fault): string {
  const text = readFileSync(join(source, fault.file), 'utf8');
  const places = text.split(fault.from).length - 1;
  if (places !== 1) {
    throw new Error(`\`${fault.from}\` stands ${String(places)} times in ${fault.file}; a fault needs one place`);
  }
  return text.replace(fault.from, () => fault.to);
}

// What a module with a fault imports from `src` is loaded anew with the same mark, so that everything between the entrance and the
// faulty file is a copy of its own; node_modules are shared.
registerHooks({
  resolve(specifier, context, next) {
    const resolved = next(specifier, context);
    const parent = context.parentURL?.startsWith(sourceUrl) === true ? faultIn(context.parentURL) : null;
    if (parent === null || !resolved.url.startsWith(sourceUrl)) return resolved;
    return { ...resolved, url: `${resolved.url}?fault=${encodeURIComponent(parent.name)}` };
  },
  load(url, context, next) {
    const loaded = next(url, context);
    const held = url.startsWith(sourceUrl) ? faultIn(url) : null;
    if (held === null || new URL(url).pathname !== pathToFileURL(join(source, held.fault.file)).pathname) return loaded;
    return { ...loaded, source: withFault(held.fault) };
  },
});

/** Node's own import: the test runner's would go past the hooks. */
const importByNode = compileFunction('return import(url)', ['url'], {
  importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
}) as (url: string) => Promise<unknown>;

/** The module at `path` below `src`, with the fault in it or in something that it imports. */
export async function importMutated<Module>(path: string, name: string, fault: Fault): Promise<Module> {
  faults.set(name, fault);
  return (await importByNode(`${sourceUrl}/${path}?fault=${encodeURIComponent(name)}`)) as Module;
}
