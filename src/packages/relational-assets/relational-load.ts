import { type CatalogDeps } from '../../catalog/index.ts';
import { type RunContext } from '../../workflows/index.ts';
import {
  ConnectionNames,
  findExisting,
  readAssetCells,
  saveDrafts,
  unknownColumns,
  type AssetDraft,
  type BatchOutcome,
  type CellReader,
  type FileLoad,
  type RowProblem,
  type Settle,
} from '../asset-rows/index.ts';
import { type Row } from '../delimited-files/index.ts';
import { type RelationalAssetsConfig } from './parse-relational-assets-config.ts';
import { placeInContainer, placeOf } from './place-asset.ts';
import { nameOnPath, pathColumns, readPath, relationalLevels, type RelationalPath } from './relational-path.ts';

/** A load that knows which connections the file speaks of, once it has been read. */
export interface RelationalLoad extends FileLoad {
  readonly connections: ConnectionNames;
  /** By what names them: the line that does so first, and whether a row makes the connection. */
  readonly named: ReadonlyMap<string, NamedConnection>;
}

export interface NamedConnection {
  readonly path: RelationalPath;
  readonly line: number;
  isMade: boolean;
}

interface Loader {
  readonly catalog: CatalogDeps;
  readonly ctx: RunContext;
  readonly config: RelationalAssetsConfig;
  readonly cells: CellReader;
  readonly connections: ConnectionNames;
  readonly named: Map<string, NamedConnection>;
}

const identifying = ['typeName', 'connectionName', 'connectorType', ...pathColumns];

/** How the file becomes assets: connections first, then what lies in them, level by level. */
export function relationalLoad(
  { catalog, ctx }: { readonly catalog: CatalogDeps; readonly ctx: RunContext },
  config: RelationalAssetsConfig,
): RelationalLoad {
  const { key, separator, batchSize, failsOnErrors, overwritten } = config;
  const cells = { types: catalog.types, overwritten: new Set(overwritten), passedOver: new Set(identifying) };
  const connections = new ConnectionNames(catalog, ctx);
  const named = new Map<string, NamedConnection>();
  const loader: Loader = { catalog, ctx, config, cells, connections, named };
  return {
    ...{ key, separator, batchSize, failsOnErrors, connections, named, levels: relationalLevels.length },
    required: ['typeName', 'connectionName', 'connectorType'],
    checkHeading: (columns) => unknownColumns(cells, columns).map((name) => `\`${name}\` is no attribute of any type`),
    readRow: (row, level, problems) => readDrafts(loader, { row, level }, problems),
    saveBatch: (drafts, level, settle) => saveLevel(loader, { drafts, level }, settle),
  };
}

export const keyOf = ({ connection: { connector, name } }: RelationalPath): string => `${connector}\n${name}`;

function remember({ named }: Loader, path: RelationalPath, line: number): void {
  const known = named.get(keyOf(path)) ?? { path, line, isMade: false };
  known.isMade ||= path.typeName === 'Connection';
  named.set(keyOf(path), known);
}

async function readDrafts(
  loader: Loader,
  { row, level }: { readonly row: Row; readonly level: number },
  problems: RowProblem[],
): Promise<readonly AssetDraft[]> {
  const { line } = row;
  // Told on the first level, where every row is read to its end.
  const shown: RowProblem[] = level === 0 ? problems : [];
  const path = readPath(row, shown);
  if (path === null) return [];
  remember(loader, path, line);
  if (level > 0 && path.level !== level) return [];
  const contents = readAssetCells(loader.cells, { line, typeName: path.typeName, cells: row.cells }, shown);
  if (path.level !== level || shown.length > 0) return [];
  const found = await loader.connections.find(path.connection);
  const base = { line, typeName: path.typeName, ...contents, furtherLinks: {}, restores: true };
  if (path.level === 0) return 'qualifiedName' in found ? [] : [newConnection(loader, path, base)];
  if ('problem' in found) {
    problems.push({ line, column: '`connectionName`', message: found.problem });
    return [];
  }
  const place = placeOf(path, found.qualifiedName);
  return [
    {
      ...base,
      qualifiedName: nameOnPath(found.qualifiedName, path.names),
      name: path.names.at(-1) ?? '',
      attributes: { ...contents.attributes, ...place.attributes },
      links: { ...contents.links, ...place.links },
    },
  ];
}

/**
 * A connection that is not there yet; one that is stays as people have made it.
 * COMPAT: named after the second in which it is made, as the clients name theirs.
 */
function newConnection(
  { catalog, ctx, named }: Loader,
  path: RelationalPath,
  base: Omit<AssetDraft, 'qualifiedName' | 'name'>,
): AssetDraft {
  const { connector, name } = path.connection;
  const seconds = Math.floor(catalog.clock.now().getTime() / 1_000);
  // One file makes several; the place of its name in the file keeps them apart.
  const ordinal = [...named.keys()].indexOf(keyOf(path));
  const listed = base.attributes['adminUsers'];
  const adminUsers = [...(Array.isArray(listed) ? (listed as string[]) : []), ctx.principal.username];
  return {
    ...base,
    ...{ name, qualifiedName: `default/${connector}/${seconds + ordinal}` },
    attributes: { category: 'database', ...base.attributes, connectorName: connector, adminUsers },
  };
}

async function saveLevel(
  loader: Loader,
  { drafts, level }: { readonly drafts: readonly AssetDraft[]; readonly level: number },
  settle: Settle,
): Promise<BatchOutcome> {
  const { catalog, ctx, config, connections } = loader;
  const { semantic, failsOnErrors: isWhole } = config;
  const matching = { isCaseSensitive: true, isTableViewAgnostic: false };
  const isOfColumns = level === relationalLevels.length - 1;
  const { placed, problems } = isOfColumns
    ? await placeColumns(loader, drafts)
    : { placed: level === 0 ? await nameConnections(loader, drafts) : drafts, problems: [] };
  if (isWhole && problems.length > 0) return { created: 0, updated: 0, skipped: 0, problems };
  const settleAll: Settle = (tx, outcome) => settle(tx, { ...outcome, problems: [...problems, ...outcome.problems] });
  const outcome = await saveDrafts(
    { catalog, ctx, semantic, matching, isWhole, isMaker: level === 0 },
    placed,
    settleAll,
  );
  // A connection that was just made was not found before.
  if (level === 0) connections.forget();
  return { ...outcome, problems: [...problems, ...outcome.problems] };
}

/**
 * The same with names that nobody else has: a second has one name, and a connection that was made in it would be taken for this one,
 * with all that lies in it.
 */
async function nameConnections(
  { catalog, ctx }: Loader,
  drafts: readonly AssetDraft[],
): Promise<readonly AssetDraft[]> {
  const matching = { isCaseSensitive: true, isTableViewAgnostic: false };
  let named = drafts;
  for (;;) {
    const matches = await findExisting({ catalog, reader: ctx, matching }, named);
    if (matches.every((match) => match === 'none')) return named;
    // All of them further on, as they are apart by their places in the file.
    named = named.map((draft) => ({ ...draft, qualifiedName: laterName(draft.qualifiedName, drafts.length) }));
  }
}

function laterName(qualifiedName: string, seconds: number): string {
  const at = qualifiedName.lastIndexOf('/') + 1;
  return qualifiedName.slice(0, at) + String(Number(qualifiedName.slice(at)) + seconds);
}

/** Puts columns into the tables and views that are there by now. */
async function placeColumns({ catalog, ctx }: Loader, drafts: readonly AssetDraft[]) {
  const matching = { isCaseSensitive: true, isTableViewAgnostic: true };
  const containers = drafts.map((draft) => ({
    ...draft,
    ...{ typeName: 'Table', qualifiedName: draft.qualifiedName.slice(0, draft.qualifiedName.lastIndexOf('/')) },
  }));
  const matches = await findExisting({ catalog, reader: ctx, matching }, containers);
  const placed: AssetDraft[] = [];
  const problems: RowProblem[] = [];
  for (const [index, draft] of drafts.entries()) {
    const match = matches[index] ?? 'none';
    if (typeof match === 'string') {
      const why = match === 'none' ? 'there is no table or view' : 'there are several tables and views named';
      const message = `${why} \`${containers[index]?.qualifiedName ?? ''}\``;
      problems.push({ line: draft.line, column: '`entityName`', message });
      continue;
    }
    const { attributes, links } = placeInContainer(match);
    placed.push({ ...draft, attributes: { ...draft.attributes, ...attributes }, links: { ...draft.links, ...links } });
  }
  return { placed, problems };
}
