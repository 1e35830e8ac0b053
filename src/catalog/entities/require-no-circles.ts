import { CatalogError } from '../../foundation/index.ts';
import { sql, type Tx } from '../../postgres/index.ts';
import type { RelationshipDef } from '../types/known-relationships.ts';
import type { TypeRegistry } from '../types/type-registry.ts';
import type { Link } from './link-store.ts';
import type { SavePlan } from './plan-save.ts';

/** Any number but that of other locks: who holds it may put existing assets into each other. */
const nestingLock = 4_206_013;

/** Whether something may lie in its own kind: categories, domains, folders, nested columns, partitions. */
function nests({ end1, end2 }: RelationshipDef, types: TypeRegistry): boolean {
  if (end1.isContainer === end2.isContainer) return false;
  return types.isA(end1.type, end2.type) || types.isA(end2.type, end1.type);
}

const nesting = new WeakMap<TypeRegistry, ReadonlyMap<string, 'end1' | 'end2'>>();

/** The links by which things lie in their own kind → which end is the container. */
function nestingLinks(types: TypeRegistry): ReadonlyMap<string, 'end1' | 'end2'> {
  const known = nesting.get(types);
  if (known !== undefined) return known;
  const defs = types.relationships.all.filter((def) => nests(def, types));
  const found = new Map(defs.map(({ name, end1 }) => [name, end1.isContainer ? ('end1' as const) : ('end2' as const)]));
  nesting.set(types, found);
  return found;
}

function nestedBy(types: TypeRegistry, { links }: SavePlan): Link[] {
  const containers = nestingLinks(types);
  return links.added.filter(({ typeName }) => containers.has(typeName));
}

/**
 * Takes the lock under which `requireNoCircles` holds: two saves could otherwise each close one half of a circle without holding a row
 * in common. Nothing is locked when only new assets are put somewhere.
 */
export async function holdNesting(tx: Tx, types: TypeRegistry, plan: SavePlan): Promise<void> {
  const created = new Set(plan.creates.map(({ guid }) => guid));
  const containers = nestingLinks(types);
  const moved = nestedBy(types, plan).filter((link) => {
    const contained = containers.get(link.typeName) === 'end1' ? link.end2 : link.end1;
    return !created.has(contained);
  });
  if (moved.length > 0) await sql`SELECT pg_advisory_xact_lock(${nestingLock})`.execute(tx);
}

/**
 * Throws `field_invalid` when what the save has put into something lies in itself by now, however many steps away. Looks upwards from
 * what was put somewhere, one statement for all.
 */
export async function requireNoCircles(tx: Tx, types: TypeRegistry, plan: SavePlan): Promise<void> {
  const added = nestedBy(types, plan);
  if (added.length === 0) return;
  const containers = nestingLinks(types);
  const contained = added.map(({ typeName, end1, end2 }) => (containers.get(typeName) === 'end1' ? end2 : end1));
  const holding = (end: 'end1' | 'end2') => [...containers].filter(([, at]) => at === end).map(([name]) => name);
  const { rows } = await sql<{ name: string; typeName: string }>`
    WITH RECURSIVE above (start, guid) AS (
      SELECT guid, guid FROM unnest(${contained}::uuid[]) AS moved (guid)
      UNION
      SELECT above.start, container.guid FROM above
      CROSS JOIN LATERAL (
        SELECT link.end1_guid AS guid FROM relationship AS link
        WHERE link.end2_guid = above.guid AND link.type_name = ANY(${holding('end1')}::text[])
        UNION ALL
        SELECT link.end2_guid FROM relationship AS link
        WHERE link.end1_guid = above.guid AND link.type_name = ANY(${holding('end2')}::text[])
      ) AS container
    ) CYCLE guid SET is_circle USING path
    SELECT asset.name, asset.type_name AS "typeName" FROM above JOIN asset ON asset.guid = above.start
    WHERE is_circle AND above.guid = above.start LIMIT 1`.execute(tx);
  const [circle] = rows;
  if (circle === undefined) return;
  throw new CatalogError('field_invalid', `\`${circle.typeName}\` \`${circle.name}\` cannot lie in itself`);
}
