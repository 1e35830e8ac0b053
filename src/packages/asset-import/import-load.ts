import { type CatalogDeps } from '../../catalog/index.ts';
import { type RunContext } from '../../workflows/index.ts';
import {
  readAssetCells,
  saveDrafts,
  unknownColumns,
  type AssetDraft,
  type CellReader,
  type FileLoad,
  type RowProblem,
} from '../asset-rows/index.ts';
import { type Row } from '../delimited-files/index.ts';
import { type ImportFile, type ImportKind } from './parse-asset-import-config.ts';

const identifying = ['qualifiedName', 'typeName', 'name'];

/** What lies in others comes after them. */
const levelsOf: Readonly<Record<ImportKind, readonly (readonly string[])[]>> = {
  glossaries: [['AtlasGlossary'], ['AtlasGlossaryCategory'], ['AtlasGlossaryTerm']],
  data_products: [['DataDomain'], ['DataProduct']],
  assets: [],
};

/** How one file of an import becomes assets. */
export function importLoad(
  { catalog, ctx }: { readonly catalog: CatalogDeps; readonly ctx: RunContext },
  file: ImportFile,
): FileLoad {
  const levels = levelsOf[file.kind];
  const reader: CellReader = {
    types: catalog.types,
    overwritten: new Set(file.overwritten),
    passedOver: new Set(identifying),
  };
  const { key, separator, batchSize, failsOnErrors, semantic, isCaseSensitive, isTableViewAgnostic } = file;
  return {
    ...{ key, separator, batchSize, failsOnErrors, required: ['qualifiedName', 'typeName'] },
    levels: Math.max(1, levels.length),
    checkHeading: (columns) => [
      ...unknownColumns(reader, columns).map((column) => `\`${column}\` is no attribute of any type`),
      ...file.overwritten
        .filter((column) => !columns.includes(column))
        .map((column) => `\`${column}\` is to be overwritten and no column`),
    ],
    readRow: (row, level, problems) => {
      // Told on the first level.
      const draft = readDraft({ reader, levels }, row, level === 0 ? problems : []);
      const isOfLevel = draft !== null && (levels.length === 0 || levels[level]?.includes(draft.typeName) === true);
      return isOfLevel ? [draft] : [];
    },
    saveBatch: (drafts, _level, settle) =>
      saveDrafts(
        { catalog, ctx, semantic, matching: { isCaseSensitive, isTableViewAgnostic }, isWhole: failsOnErrors },
        drafts,
        settle,
      ),
  };
}

interface RowReader {
  readonly reader: CellReader;
  readonly levels: readonly (readonly string[])[];
}

function readDraft({ reader, levels }: RowReader, { line, cells }: Row, problems: RowProblem[]): AssetDraft | null {
  const typeName = cells.get('typeName')?.trim() ?? '';
  const qualifiedName = cells.get('qualifiedName')?.trim() ?? '';
  const accepted = levels.flat();
  const refuse = (column: string, message: string) => problems.push({ line, column: `\`${column}\``, message });
  if (qualifiedName === '') refuse('qualifiedName', 'is missing');
  if (!reader.types.types.has(typeName))
    refuse('typeName', typeName === '' ? 'is missing' : `there is no type \`${typeName}\``);
  else if (accepted.length > 0 && !accepted.includes(typeName)) {
    refuse('typeName', `is \`${typeName}\`; accepted here: ${accepted.map((one) => `\`${one}\``).join(', ')}`);
  }
  if (problems.length > 0) return null;
  const contents = readAssetCells(reader, { line, typeName, cells }, problems);
  if (problems.length > 0) return null;
  return {
    ...{ line, typeName, qualifiedName, name: cells.get('name') ?? '' },
    ...{ ...contents, furtherLinks: {}, restores: false },
  };
}
