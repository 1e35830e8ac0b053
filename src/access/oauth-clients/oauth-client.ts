import { type OauthClientRecord } from '../../identity/index.ts';
import { type Db, type Tx } from '../../postgres/index.ts';
import { type PersonaName } from '../personas/persona-names.ts';

/** An OAuth client with the personas it is linked to. */
export interface OauthClient extends OauthClientRecord {
  readonly personas: readonly PersonaName[];
}

/** The records with their personas, in the order they came; one statement for all of them. */
export async function withPersonas(db: Db | Tx, records: readonly OauthClientRecord[]): Promise<OauthClient[]> {
  if (records.length === 0) return [];
  const links = await db
    .selectFrom('persona_member')
    .innerJoin('persona', 'persona.guid', 'persona_member.persona_guid')
    .where('persona_member.subject_kind', '=', 'client')
    .where(
      'persona_member.subject',
      'in',
      records.map(({ username }) => username),
    )
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
export async function withItsPersonas(db: Db | Tx, record: OauthClientRecord): Promise<OauthClient> {
  const [client] = await withPersonas(db, [record]);
  return client ?? { ...record, personas: [] };
}
