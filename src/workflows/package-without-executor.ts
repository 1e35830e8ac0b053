import {
  CatalogError,
  isJsonObject,
  parseJson,
  requireNoProblems,
  type JsonObject,
  type Problem,
} from '../foundation/index.ts';
import type { Package } from './package.ts';

/** The names under which the clients' packages take a credential (Atlan wire, package payloads). */
const credentialParameters = ['credential-guid', 'api-credential-guid', 'cloud_source', 'cloud_target'];
const connectionNameParameters = ['connection-qualified-name', 'connection_qualified_name'];
const placeholder = /^\{\{([\w-]+)\}\}$/;
const connectionName = /^default\/[\w-]+\/[^/]+$/;

function parseEntity(text: string): JsonObject | null {
  try {
    const value: unknown = parseJson(text);
    return isJsonObject(value) ? value : null;
  } catch {
    return null;
  }
}

function checkConnection(value: unknown, problems: Problem[]): void {
  if (value === undefined || value === null) return;
  const entity = typeof value === 'string' ? parseEntity(value) : null;
  const attributes = isJsonObject(entity?.attributes) ? entity.attributes : {};
  const { name, qualifiedName } = attributes;
  if (entity?.typeName !== 'Connection' || typeof name !== 'string' || name === '') {
    problems.push({ path: 'connection', message: 'expected the JSON text of a Connection with its `attributes.name`' });
  } else if (typeof qualifiedName !== 'string' || !connectionName.test(qualifiedName)) {
    const message = 'expected `default/<connector>/<number>`';
    problems.push({ path: 'connection.attributes.qualifiedName', message });
  }
}

function checkCredential(path: string, value: unknown, problems: Problem[]): void {
  if (value === undefined || value === null) return;
  const unresolved = typeof value === 'string' ? placeholder.exec(value)?.[1] : undefined;
  if (unresolved !== undefined) {
    problems.push({
      path,
      message: `\`payload\` has no credential \`${unresolved}\`, for which \`{{${unresolved}}}\` stands`,
    });
  } else if (typeof value !== 'string') problems.push({ path, message: 'expected the guid of a credential' });
}

function checkConnectionName(path: string, value: unknown, problems: Problem[]): void {
  if (value === undefined || value === null || (typeof value === 'string' && value !== '')) return;
  problems.push({ path, message: 'expected the qualified name of a connection' });
}

/** What all crawlers and miners have in common; the rest is the business of an executor. */
function parseCommon(parameters: ReadonlyMap<string, unknown>): null {
  const problems: Problem[] = [];
  checkConnection(parameters.get('connection'), problems);
  for (const name of connectionNameParameters) checkConnectionName(name, parameters.get(name), problems);
  for (const name of credentialParameters) checkCredential(name, parameters.get(name), problems);
  requireNoProblems('field_invalid', problems);
  return null;
}

/**
 * A package that clients can build and this server cannot run: accepted, checked, stored and scheduled like any other (Atlan wire,
 * everything else). A run says at once that it will do nothing, is `Running` for `holdMs` so that clients find it, wait for it and
 * stop it as they do elsewhere, and then is `Failed` with the reason. No worker is held meanwhile.
 */
export function createPackageWithoutExecutor(prefix: string, holdMs: number): Package<null> {
  const id = `@${prefix.replace('-', '/')}`;
  const reason = `this server has no executor for \`${id}\``;
  return {
    id,
    prefix,
    parse: parseCommon,
    plan: async (ctx) => {
      await ctx.log('warn', `${reason}: nothing is done, and the run fails in ${Math.round(holdMs / 1000)} s`);
      return [{ key: 'hold', label: `no executor for ${id}`, input: {}, delayMs: holdMs }];
    },
    step: () => Promise.reject(new CatalogError('package_not_runnable', reason)),
    finish: () => Promise.resolve(),
  };
}
