import { type CatalogDeps } from '../../catalog/index.ts';
import { type JsonValue } from '../../foundation/index.ts';
import { type RunContext } from '../../workflows/index.ts';
import {
  ConnectionNames,
  findExisting,
  saveDrafts,
  type AssetDraft,
  type BatchOutcome,
  type ExistingAsset,
  type FileLoad,
  type RowProblem,
  type Settle,
} from '../asset-rows/index.ts';
import { type Row } from '../delimited-files/index.ts';
import { lineageColumns, processName, readLineageRow, requiredColumns, type LineageEnd } from './lineage-row.ts';
import { type LineageBuilderConfig } from './parse-lineage-builder-config.ts';

interface Loader {
  readonly catalog: CatalogDeps;
  readonly ctx: RunContext;
  readonly config: LineageBuilderConfig;
  readonly connections: ConnectionNames;
}

/** How a file of lineage becomes assets: on the first level sources and targets that are not there, on the second the processes between them. */
export function lineageLoad(
  { catalog, ctx }: { readonly catalog: CatalogDeps; readonly ctx: RunContext },
  config: LineageBuilderConfig,
): FileLoad {
  const { key, separator, batchSize, failsOnErrors } = config;
  const loader: Loader = { catalog, ctx, config, connections: new ConnectionNames(catalog, ctx) };
  return {
    ...{ key, separator, batchSize, failsOnErrors, required: requiredColumns, levels: 2 },
    checkHeading: (columns) =>
      columns
        .filter((column) => !lineageColumns.includes(column))
        .map((column) => `\`${column}\` is no column of lineage`),
    readRow: (row, level, problems) => readDrafts(loader, { row, level }, problems),
    saveBatch: (drafts, level, settle) =>
      level === 0 ? saveEnds(loader, drafts, settle) : saveProcesses(loader, drafts, settle),
  };
}

const bare = { attributes: {}, links: {}, furtherLinks: {}, terms: null, glossary: null, restores: false };

async function readDrafts(
  { catalog, connections }: Loader,
  { row, level }: { readonly row: Row; readonly level: number },
  problems: RowProblem[],
): Promise<readonly AssetDraft[]> {
  // Told on the first level.
  const shown: RowProblem[] = level === 0 ? problems : [];
  const read = readLineageRow(catalog.types, row, shown);
  if (read === null) return [];
  const { line } = read;
  const place = async (column: string, end: Pick<LineageEnd, 'connection'>): Promise<string> => {
    const found = await connections.find(end.connection);
    if ('qualifiedName' in found) return found.qualifiedName;
    shown.push({ line, column: `\`${column}\``, message: found.problem });
    return '';
  };
  const source = await place('Source Connection', read.source);
  const target = await place('Target Connection', read.target);
  const process = await place('Transformation Connection', read.process);
  if (shown.length > 0) return [];
  const draftOf = ({ typeName, identity, name, connection }: LineageEnd, qualifiedName: string): AssetDraft => ({
    ...{ ...bare, line, typeName, name, qualifiedName: `${qualifiedName}/${identity}` },
    attributes: { connectorName: connection.connector, connectionQualifiedName: qualifiedName },
  });
  const ends = [draftOf(read.source, source), draftOf(read.target, target)];
  if (level === 0) return ends;
  const [from, to] = ends.map((end) => ({ typeName: end.typeName, qualifiedName: end.qualifiedName }));
  const { name, connection } = read.process;
  const attributes = { connectorName: connection.connector, connectionQualifiedName: process };
  const furtherLinks = { inputs: [from ?? {}], outputs: [to ?? {}] };
  return [{ ...bare, line, typeName: 'Process', name, qualifiedName: processName(process, read), attributes, furtherLinks }]; // prettier-ignore
}

/** Whatever is there stays as it is. */
async function saveEnds(loader: Loader, drafts: readonly AssetDraft[], settle: Settle): Promise<BatchOutcome> {
  const { catalog, ctx, config } = loader;
  const { semantic, failsOnErrors: isWhole } = config;
  const matching = matchingOf(config);
  // Of what is not there the rows are passed over on the next level.
  if (semantic === 'update') return saveDrafts({ catalog, ctx, semantic, matching, isWhole }, [], settle);
  const matches = await findExisting({ catalog, reader: ctx, matching }, drafts);
  const missing = drafts.filter((_, index) => matches[index] === 'none');
  return saveDrafts({ catalog, ctx, semantic, matching, isWhole }, missing, settle);
}

const matchingOf = ({ isCaseSensitive }: LineageBuilderConfig) => ({ isCaseSensitive, isTableViewAgnostic: false });

interface End {
  readonly typeName: string;
  readonly qualifiedName: string;
}

const endsOf = ({ furtherLinks }: AssetDraft): readonly [End, End] => {
  const [source, target] = [furtherLinks['inputs'], furtherLinks['outputs']] as unknown as [[End], [End]]; // As `readDrafts` made them.
  return [source[0], target[0]];
};

/** Draws the lines between what is there by now, beside those that a process has already. */
async function saveProcesses(loader: Loader, drafts: readonly AssetDraft[], settle: Settle): Promise<BatchOutcome> {
  const { catalog, ctx, config } = loader;
  const matching = matchingOf(config);
  const ends = drafts.flatMap((draft) => endsOf(draft).map((end) => ({ ...draft, ...end, name: '' })));
  const matches = await findExisting({ catalog, reader: ctx, matching }, ends);
  const drawn: AssetDraft[] = [];
  let skipped = 0;
  for (const [index, draft] of drafts.entries()) {
    const [source, target] = [matches[index * 2] ?? 'none', matches[index * 2 + 1] ?? 'none'];
    if (typeof source === 'string' || typeof target === 'string') skipped += 1;
    else drawn.push({ ...draft, furtherLinks: { inputs: [linkTo(source)], outputs: [linkTo(target)] } });
  }
  const scope = { catalog, ctx, semantic: 'upsert', matching, isWhole: config.failsOnErrors } as const;
  const outcome = await saveDrafts(scope, drawn, (tx, saved) =>
    settle(tx, { ...saved, skipped: saved.skipped + skipped }),
  );
  return { ...outcome, skipped: outcome.skipped + skipped };
}

const linkTo = ({ typeName, guid }: ExistingAsset): JsonValue => ({ typeName, guid });
