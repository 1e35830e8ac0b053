export { reference, type AssetDraft } from './asset-draft.ts';
export { renderCell } from './cell.ts';
export { ConnectionNames, type ConnectionName } from './connection-names.ts';
export { findExisting, type ExistingAsset, type Match, type Matching } from './find-existing.ts';
export { countByType, listAssets, type AssetListing, type Reader } from './list-assets.ts';
export { checkFile, loadFile, type CheckedFile, type FileLoad, type FilePlace } from './load-file.ts';
export { readAssetCells, unknownColumns, type CellContents, type CellReader } from './read-asset-cells.ts';
export { describeProblem, problemsShownMax, RowProblems, type RowProblem } from './row-problems.ts';
export {
  saveDrafts,
  upsertSemantics,
  type BatchOutcome,
  type BatchScope,
  type RunTx,
  type Settle,
  type UpsertSemantic,
} from './save-drafts.ts';
export { findGlossaryNames, glossaryOf, renderTermName } from './term-names.ts';
