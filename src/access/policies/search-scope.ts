import { maskTypes, residual, type Condition, type Policy } from '../../policy/index.ts';
import { type Db, type Tx } from '../../postgres/index.ts';
import { compilePolicy } from './compile-policy.ts';

const none: Condition = { kind: 'none' };

/** A connection is part of what a persona shows, whichever part of it the persona may read. */
function itself(connectionQualifiedName: string): Policy {
  const where: Condition = { kind: 'at', path: connectionQualifiedName };
  return { id: connectionQualifiedName, effect: 'allow', actions: ['asset.read'], where };
}

/**
 * What somebody sees who looks through one persona (Atlan wire, `persona` of a search): what its policies let read less what they
 * deny, and the connections they are about. Nothing for one that is switched off or not there. It grants nothing: whoever
 * searches reads of it only what they may read anyway.
 */
export async function findPersonaScope(db: Db | Tx, personaGuid: string): Promise<Condition> {
  const rows = await db
    .selectFrom('policy')
    .innerJoin('persona', 'persona.guid', 'policy.persona_guid')
    .select(['policy.guid', 'category', 'effect', 'mask', 'actions', 'paths', 'entity_types as entityTypes'])
    .select('connection_qualified_name as connectionQualifiedName')
    .where('persona.guid', '=', personaGuid)
    .where('persona.enabled', '=', true)
    .where('policy.enabled', '=', true)
    .execute();
  const policies = rows.flatMap(({ mask, ...row }) => {
    const look = maskTypes.find((known) => known === mask) ?? null;
    const compiled = compilePolicy({ ...row, mask: look, tagNames: null });
    const shows = compiled.some(({ effect, actions }) => effect === 'allow' && actions.includes('asset.read'));
    const { connectionQualifiedName } = row;
    return shows && connectionQualifiedName !== null ? [...compiled, itself(connectionQualifiedName)] : compiled;
  });
  return residual(policies, 'asset.read');
}

/** What carries one of the tags of a purpose (Atlan wire, `purpose` of a search), whatever its policies say. */
export async function findPurposeScope(db: Db | Tx, purposeGuid: string): Promise<Condition> {
  const row = await db
    .selectFrom('purpose')
    .select('tag_names as tagNames')
    .where('guid', '=', purposeGuid)
    .where('enabled', '=', true)
    .executeTakeFirst();
  return row === undefined ? none : { kind: 'tag', tagNames: row.tagNames };
}
