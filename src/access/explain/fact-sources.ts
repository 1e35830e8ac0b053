import { sql, type RawBuilder } from '../../postgres/index.ts';
import { type FactSources } from '../gather-facts.ts';

/** The tables that facts are read from, all of which have a history. */
const factTables = [
  'actor',
  'api_token',
  'user_group',
  'user_group_member',
  'connection_admin',
  'persona',
  'persona_member',
  'purpose',
  'policy',
  'policy_audience',
  'collection_member',
] as const;

function pastTable(table: string, at: Date): RawBuilder<unknown> {
  const name = sql.id(table);
  return sql`${name} AS NOT MATERIALIZED (
    SELECT past.* FROM access_history
    CROSS JOIN LATERAL jsonb_populate_record(NULL::${name}, access_history.state) AS past
    WHERE access_history.source = ${table} AND access_history.valid_from <= ${at} AND access_history.valid_to > ${at}
  ), `;
}

/** The same tables as they were at that moment, which must not be before the history began. */
export function pastSources(at: Date): FactSources {
  const shadows = factTables.map((table) => pastTable(table, at));
  return { shadows: sql.join(shadows, sql``), moment: sql`${at}::timestamptz` };
}

/** Rows that stand for those of the tables; columns are named as there. */
export interface DraftRows {
  /** Guids of policies whose rows and audiences do not count. */
  readonly gone: readonly string[];
  readonly policies: readonly Readonly<Record<string, unknown>>[];
  readonly audience: readonly Readonly<Record<string, unknown>>[];
  readonly linked: readonly Readonly<Record<string, unknown>>[];
  readonly unlinked: readonly Readonly<Record<string, unknown>>[];
}

/** The tables as a draft would leave them; nothing is written. */
export function draftSources({ gone, policies, audience, linked, unlinked }: DraftRows): FactSources {
  const rows = (table: string, some: readonly unknown[]) =>
    sql`SELECT * FROM jsonb_populate_recordset(NULL::${sql.id(table)}, ${JSON.stringify(some)}::jsonb)`;
  const shadows = sql`
    policy AS NOT MATERIALIZED (
      SELECT * FROM policy WHERE guid <> ALL(${gone}::uuid[]) UNION ALL ${rows('policy', policies)}
    ), policy_audience AS NOT MATERIALIZED (
      SELECT * FROM policy_audience WHERE policy_guid <> ALL(${gone}::uuid[])
      UNION ALL ${rows('policy_audience', audience)}
    ), persona_member AS NOT MATERIALIZED (
      (SELECT * FROM persona_member EXCEPT ${rows('persona_member', unlinked)}) UNION ${rows('persona_member', linked)}
    ), `;
  return { shadows, moment: sql`now()` };
}
