import { newGuid, requireNoProblems, CatalogError } from '../../foundation/index.ts';
import { sql, type Tx } from '../../postgres/index.ts';
import { findSsoMapper, ssoMapperProblems, withoutEmpty, type SsoMapper, type SsoMapperInput } from './sso-mapper.ts';

export interface SsoMapperWrite {
  readonly alias: string;
  readonly input: SsoMapperInput;
  /** The name of who writes it. */
  readonly by: string;
}

/** Each costs every sign-in at the provider a comparison. */
const mappersMax = 500;

/** The group that a mapper names, kept until the commit. Throws `field_invalid`. */
async function holdGroup(tx: Tx, name: string): Promise<string> {
  const group = await tx
    .selectFrom('user_group')
    .where('name', '=', name)
    .select('id')
    .forKeyShare()
    .executeTakeFirst();
  if (group !== undefined) return group.id;
  const problem = { path: 'config.group', message: `there is no group \`${name}\`; accepted: the name of a group` };
  throw new CatalogError('field_invalid', `${problem.path}: ${problem.message}`, { details: [problem] });
}

/** The columns that a caller decides. Throws `field_invalid` with everything that is wrong. */
async function columnsOf(tx: Tx, { input, by }: SsoMapperWrite) {
  const cleaned = { ...input, config: withoutEmpty(input.config) };
  requireNoProblems('field_invalid', ssoMapperProblems(cleaned));
  const { group = '', ...config } = cleaned.config;
  const groupId = await holdGroup(tx, group);
  const { name, kind } = cleaned;
  return { name, kind, group_id: groupId, config: JSON.stringify(config), updated_by: by };
}

/** Throws `field_invalid`, `state_conflict` when the provider has too many. */
export async function insertSsoMapper(tx: Tx, write: SsoMapperWrite): Promise<SsoMapper> {
  const { alias, by } = write;
  const columns = await columnsOf(tx, write);
  const { rows } = await sql<{ count: number }>`SELECT count(*) FROM sso_mapper WHERE alias = ${alias}`.execute(tx);
  if ((rows[0]?.count ?? 0) >= mappersMax) {
    throw new CatalogError('state_conflict', `\`${alias}\` has ${String(mappersMax)} mappers, which is the most`);
  }
  const id = newGuid();
  await tx
    .insertInto('sso_mapper')
    .values({ id, alias, created_by: by, ...columns })
    .execute();
  return getMapper(tx, alias, id);
}

async function getMapper(tx: Tx, alias: string, id: string): Promise<SsoMapper> {
  const mapper = await findSsoMapper(tx, alias, id);
  if (mapper !== null) return mapper;
  throw new CatalogError('internal', 'a mapper that was just written is there');
}

/** Makes the mapper what is given, all of it; `null` when there is none. `id` is a guid. Throws `field_invalid`. */
export async function replaceSsoMapper(
  tx: Tx,
  write: SsoMapperWrite & { readonly id: string },
): Promise<SsoMapper | null> {
  const { alias, id } = write;
  if ((await findSsoMapper(tx, alias, id)) === null) return null;
  const columns = await columnsOf(tx, write);
  const updated = await tx
    .updateTable('sso_mapper')
    .set({ ...columns, updated_at: sql<Date>`now()` })
    .where('alias', '=', alias)
    .where('id', '=', id)
    .returning('id')
    .executeTakeFirst();
  return updated === undefined ? null : getMapper(tx, alias, id);
}

/** The mapper that was there; `null` when there was none. `id` is a guid. */
export async function deleteSsoMapper(tx: Tx, { alias, id }: { alias: string; id: string }): Promise<SsoMapper | null> {
  const mapper = await findSsoMapper(tx, alias, id);
  const deleted = await tx
    .deleteFrom('sso_mapper')
    .where('alias', '=', alias)
    .where('id', '=', id)
    .returning('id')
    .executeTakeFirst();
  return deleted === undefined ? null : mapper;
}
