import { findPersonaScope, findPurposeScope } from '../../access/index.ts';
import { allOf, type Condition } from '../../policy/index.ts';
import type { Db } from '../../postgres/index.ts';
import { findAssetsByName } from '../entities/asset-store.ts';
import type { Authority } from '../entities/authority.ts';
import type { TypeRegistry } from '../types/type-registry.ts';
import type { SearchScopes } from './index-search-request.ts';

interface ScopeDeps {
  readonly db: Db;
  readonly types: TypeRegistry;
  readonly authority: Authority;
}

const none: Condition = { kind: 'none' };

/** The guid behind the name, if the actor is in it or may read it. */
async function findVisible(
  { db, authority }: ScopeDeps,
  typeName: 'Persona' | 'Purpose',
  qualifiedName: string,
): Promise<string | null> {
  const { personas, purposes } = authority.facts;
  const held = (typeName === 'Persona' ? personas : purposes).find((one) => one.qualifiedName === qualifiedName);
  if (held !== undefined) return held.guid;
  const rows = await findAssetsByName(db, [qualifiedName]);
  const row = rows.find((one) => one.typeName === typeName && one.state === 'ACTIVE');
  return row !== undefined && authority.may('asset.read', row) ? row.guid : null;
}

/**
 * What a search is restricted to that names a persona or a purpose: all assets when it names neither.
 * SECURITY: one that the actor is not in and may not read is as one that does not exist, and nothing is found through it: which of its
 * assets are in somebody else's persona is not for everybody to know.
 */
export async function findScope(deps: ScopeDeps, { persona, purpose }: SearchScopes): Promise<Condition> {
  const conditions: Condition[] = [];
  if (persona !== null) {
    const guid = await findVisible(deps, 'Persona', persona);
    conditions.push(guid === null ? none : await findPersonaScope(deps.db, guid));
  }
  if (purpose !== null) {
    const guid = await findVisible(deps, 'Purpose', purpose);
    conditions.push(guid === null ? none : await findPurposeScope(deps.db, guid));
  }
  return allOf(conditions);
}
