import { CatalogError, type ErrorCode } from '../../foundation/index.ts';
import { sql, type Tx } from '../../postgres/index.ts';
import type { SavePlan } from './plan-save.ts';

/** Any number, the same on every node: who holds it may name glossaries, personas and domains. */
const namingLock = 4_206_011;

/** Types whose active assets must differ by name within a scope (Atlan wire, per-type rules). */
const uniquelyNamed = new Set([
  'AtlasGlossary',
  'AtlasGlossaryTerm',
  'AtlasGlossaryCategory',
  'Persona',
  'DataDomain',
  'DataProduct',
]);

/** Says where something lies without being part of its name. */
const categoryPlace = 'AtlasGlossaryCategoryHierarchyLink';

/** Guids of what was just named, or put in another place. */
function newlyNamed({ creates, updates, links }: SavePlan): string[] {
  const renamed = updates.filter(
    ({ before, after }) =>
      before.name !== after.name || before.state !== after.state || before.qualifiedName !== after.qualifiedName,
  );
  const named = [...creates, ...renamed.map(({ after }) => after)]
    // COMPAT: clients rename personas to fixed names; only a new one must not take a name in use.
    .filter(({ typeName, version }) => uniquelyNamed.has(typeName) && (typeName !== 'Persona' || version === 1))
    .map(({ guid }) => guid);
  const placed = links.added.filter(({ typeName }) => typeName === categoryPlace).map(({ end2 }) => end2);
  return [...new Set([...named, ...placed])];
}

const codes: Readonly<Record<string, ErrorCode>> = {
  AtlasGlossary: 'glossary_exists',
  AtlasGlossaryTerm: 'term_exists',
  AtlasGlossaryCategory: 'category_exists',
};

/**
 * Throws `already_exists`, or `glossary_exists`, `term_exists`, `category_exists`, when something just named now shares its name with an
 * active asset of its type and scope: terms within their glossary, categories under one parent, domains and products among their siblings.
 * The lock comes first and the check reads what the save has written, so two saves cannot both find a name free.
 */
export async function requireUniqueNames(tx: Tx, plan: SavePlan): Promise<void> {
  const guids = newlyNamed(plan);
  if (guids.length === 0) return;
  const { rows: clashes } = await sql<{ typeName: string; name: string }>`
    WITH named AS MATERIALIZED (
      SELECT guid, type_name, name FROM asset WHERE guid = ANY(${guids}::uuid[])
    ), scoped AS (
      SELECT asset.guid, asset.type_name, asset.name, CASE asset.type_name
          WHEN 'AtlasGlossaryTerm' THEN split_part(asset.qualified_name, '@', 2)
          WHEN 'AtlasGlossaryCategory' THEN split_part(asset.qualified_name, '@', 2) || ' ' || coalesce(parent.end1_guid::text, '')
          WHEN 'DataDomain' THEN coalesce(asset.attributes ->> 'parentDomainQualifiedName', '')
          WHEN 'DataProduct' THEN coalesce(asset.attributes ->> 'parentDomainQualifiedName', '')
          ELSE '' END AS scope
      FROM asset
      LEFT JOIN relationship AS parent
        ON parent.end2_guid = asset.guid AND parent.type_name = ${categoryPlace}
      WHERE asset.state = 'ACTIVE' AND lower(asset.name) = ANY(ARRAY(SELECT lower(name) FROM named))
        AND asset.type_name = ANY(ARRAY(SELECT type_name FROM named)) AND asset.name = ANY(ARRAY(SELECT name FROM named))
    )
    SELECT mine.type_name AS "typeName", mine.name FROM scoped AS mine
    JOIN scoped AS other USING (type_name, name, scope)
    WHERE mine.guid = ANY(${guids}::uuid[]) AND other.guid <> mine.guid
    LIMIT 1`.execute(tx);
  const [clash] = clashes;
  if (clash === undefined) return;
  const code = codes[clash.typeName] ?? 'already_exists';
  throw new CatalogError(code, `a \`${clash.typeName}\` called \`${clash.name}\` already exists there`);
}

/** Takes the lock under which `requireUniqueNames` holds; nothing is locked when the plan names nothing of that kind. */
export async function holdNaming(tx: Tx, plan: SavePlan): Promise<void> {
  if (newlyNamed(plan).length > 0) await sql`SELECT pg_advisory_xact_lock(${namingLock})`.execute(tx);
}
