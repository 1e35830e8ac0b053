import { CatalogError } from '../../foundation/index.ts';
import { sql, type Tx } from '../../postgres/index.ts';
import type { LinkPlan } from './plan-links.ts';
import { findKnownAsset, setDefault, type SaveTarget, type SaveTargets } from './save-scope.ts';

/** Throws when the name of a glossary, term or category, trimmed, is empty or holds what separates it from its glossary. */
export function tidyGlossaryName(target: SaveTarget): void {
  target.name = target.name.trim();
  const path = `${target.at}.attributes.name`;
  if (target.name === '') throw new CatalogError('attribute_missing', `\`${path}\` is missing`);
  if (target.name.includes('@'))
    throw new CatalogError('glossary_name_invalid', `\`${path}\` \`${target.name}\` contains \`@\``);
}

function glossaryNameOf(targets: SaveTargets, guid: string): string {
  const name = findKnownAsset(targets, guid)?.qualifiedName ?? '';
  return name.slice(name.indexOf('@') + 1);
}

/**
 * Throws unless a term lies in categories of its own glossary (`field_invalid`) and a category in one of its own (`state_conflict`), as
 * they will be named.
 */
export function requireOneGlossary(targets: SaveTargets, { added }: LinkPlan): void {
  for (const { typeName, end1, end2 } of added) {
    const isTerm = typeName === 'AtlasGlossaryTermCategorization';
    if (!isTerm && typeName !== 'AtlasGlossaryCategoryHierarchyLink') continue;
    if (glossaryNameOf(targets, end1) === glossaryNameOf(targets, end2)) continue;
    const [kind, code] = isTerm ? (['term', 'field_invalid'] as const) : (['category', 'state_conflict'] as const);
    const names = [end2, end1].map((guid) => `\`${findKnownAsset(targets, guid)?.name ?? ''}\``);
    throw new CatalogError(
      code,
      `${kind} ${names[0] ?? ''} and category ${names[1] ?? ''} are of different glossaries`,
    );
  }
}

/** Room between two neighbours, for who sorts by hand. */
const rankStep = 8;
const firstRank = 36 ** 5;

/** `0|100000:`, `0|100008:` …: bucket, place in base 36, decimals that nobody has used yet. */
function rankAt(place: number): string {
  return `0|${place.toString(36).padStart(6, '0').slice(-6)}:`;
}

async function findLastRank(tx: Tx): Promise<number | null> {
  const { rows } = await sql<{ last: string | null }>`
    SELECT max(attributes ->> 'lexicographicalSortOrder') AS last FROM asset
    WHERE type_name = 'AtlasGlossary' AND attributes ->> 'lexicographicalSortOrder' ~ '^0[|][0-9a-z]{6}:'`.execute(tx);
  const last = rows[0]?.last ?? null;
  return last === null ? null : Number.parseInt(last.slice(2, 8), 36);
}

/** Puts new glossaries behind those there are, in the order of the request (Atlan wire, `lexicographicalSortOrder`). */
export async function rankNewGlossaries(tx: Tx, targets: SaveTargets): Promise<void> {
  const fresh = targets.list.filter(({ existing, typeName }) => existing === null && typeName === 'AtlasGlossary');
  if (fresh.length === 0) return;
  const last = await findLastRank(tx);
  const start = last === null ? firstRank : last + rankStep;
  for (const [index, target] of fresh.entries()) {
    setDefault(target, 'lexicographicalSortOrder', rankAt(start + index * rankStep));
  }
}
