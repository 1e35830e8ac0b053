import { type ApiTokenRecord } from '../../identity/index.ts';
import { type Db, type Tx } from '../../postgres/index.ts';
import { type PersonaName } from '../personas/persona-names.ts';

/** An API token with the personas it is linked to. */
export interface ApiToken extends ApiTokenRecord {
  readonly personas: readonly PersonaName[];
}

/** The records with their personas, in the order they came; one statement for all of them. */
export async function withPersonas(db: Db | Tx, records: readonly ApiTokenRecord[]): Promise<ApiToken[]> {
  const usernames = records.map(({ username }) => username);
  if (usernames.length === 0) return [];
  const links = await db
    .selectFrom('persona_member')
    .innerJoin('persona', 'persona.guid', 'persona_member.persona_guid')
    .where('persona_member.subject_kind', '=', 'token')
    .where('persona_member.subject', 'in', usernames)
    .select(['persona_member.subject', 'persona.guid', 'persona.name', 'persona.qualified_name as qualifiedName'])
    .orderBy('persona.qualified_name')
    .execute();
  return records.map((record) => ({
    ...record,
    personas: links
      .filter(({ subject }) => subject === record.username)
      .map(({ guid, name, qualifiedName }) => ({ guid, name, qualifiedName })),
  }));
}

/** One record with its personas. */
export async function withItsPersonas(db: Db | Tx, record: ApiTokenRecord): Promise<ApiToken> {
  const [token] = await withPersonas(db, [record]);
  return token ?? { ...record, personas: [] };
}
