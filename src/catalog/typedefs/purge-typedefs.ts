import { requireCapability } from '../../access/index.ts';
import { recordAudit } from '../../audit/index.ts';
import { CatalogError, type JsonObject } from '../../foundation/index.ts';
import type { Principal } from '../../identity/index.ts';
import { retryTransaction, sql, type Tx } from '../../postgres/index.ts';
import type { CatalogDeps } from '../deps.ts';
import { findBuiltInTypedef, typedefUnknown } from './list-typedefs.ts';
import { readTagDefinitions } from './save-typedefs.ts';
import { holdTypedefs, listTagDefinitions, type TagDefinition } from './tag-definition.ts';

interface Usage {
  readonly assets: number;
  readonly purposes: number;
}

/** Archived ones too: what is restored would speak of a tag that is gone. */
async function countUses(tx: Tx, name: string): Promise<Usage> {
  const { rows } = await sql<Usage>`
    SELECT
      (SELECT count(*) FROM asset WHERE (direct_tag_names <> '{}' AND direct_tag_names && ${[name]}::text[])
        OR (propagated_tag_names <> '{}' AND propagated_tag_names && ${[name]}::text[])) AS assets,
      (SELECT count(*) FROM (
        SELECT guid FROM purpose WHERE ${name} = ANY(tag_names)
        UNION
        SELECT guid FROM asset WHERE type_name = 'Purpose' AND attributes -> 'purposeClassifications' ? ${name}
      ) AS speaking) AS purposes`.execute(tx);
  return rows[0] ?? { assets: 0, purposes: 0 };
}

function counted(count: number, noun: string): string[] {
  if (count === 0) return [];
  return [`${count} ${noun}${count === 1 ? '' : 's'}`];
}

/** SECURITY: a tag that is gone would take along every deny that speaks of it, so it must be in use nowhere. */
async function purge(tx: Tx, { name, displayName }: TagDefinition): Promise<void> {
  // Waits for whoever is just about to use the tag, and what they have made counts.
  await sql`SELECT FROM tag_definition WHERE name = ${name} FOR UPDATE`.execute(tx);
  const { assets, purposes } = await countUses(tx, name);
  const uses = [...counted(assets, 'asset'), ...counted(purposes, 'purpose')];
  if (uses.length > 0) {
    throw new CatalogError(
      'tag_in_use',
      `tag \`${displayName}\` is in use by ${uses.join(' and ')}, archived ones included`,
    );
  }
  await sql`DELETE FROM tag_definition WHERE name = ${name}`.execute(tx);
}

type Names = (tags: readonly TagDefinition[]) => (string | null)[];

async function purgeNamed(deps: CatalogDeps, principal: Principal, namesOf: Names): Promise<void> {
  requireCapability(principal, 'typedef.manage');
  await retryTransaction(deps.db, async (tx) => {
    await holdTypedefs(tx);
    const tags = await listTagDefinitions(tx);
    const gone: TagDefinition[] = [];
    for (const name of new Set(namesOf(tags))) {
      const tag = tags.find((known) => known.name === name);
      if (tag === undefined) throw refusePurge(deps, name ?? '');
      await purge(tx, tag);
      gone.push(tag);
    }
    if (gone.length === 0) return;
    await recordAudit(tx, {
      actor: principal,
      action: 'tag.purge',
      objectKind: 'tag',
      objectId: gone[0]?.name ?? '',
      detail: { tags: gone.map(({ name, displayName }) => ({ name, displayName })) },
    });
  });
}

function refusePurge(deps: CatalogDeps, name: string): CatalogError {
  if (findBuiltInTypedef(deps, name) === null) return typedefUnknown(name);
  return new CatalogError('type_built_in', `\`${name}\` is a built-in type and stays`);
}

/**
 * Removes a tag that nothing uses (Atlan wire: DELETE of `types/typedef/name/{name}`, by internal name).
 * Throws `permission_denied` (no `typedef.manage`), `type_unknown`, `type_built_in`, `tag_in_use` with the counts.
 */
export function purgeTypedef(deps: CatalogDeps, principal: Principal, name: string): Promise<void> {
  return purgeNamed(deps, principal, () => [name]);
}

/** The same for every tag that the lists name by guid or internal name, all or none (Atlan wire: DELETE of `types/typedefs`). */
export async function purgeTypedefs(deps: CatalogDeps, principal: Principal, lists: JsonObject): Promise<void> {
  requireCapability(principal, 'typedef.manage');
  const drafts = readTagDefinitions(lists);
  await purgeNamed(deps, principal, (tags) =>
    drafts.map(({ guid, name }) => tags.find((tag) => tag.guid === guid)?.name ?? name ?? guid),
  );
}
