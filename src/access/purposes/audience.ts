import { type Problem } from '../../foundation/index.ts';
import { sql, type Tx } from '../../postgres/index.ts';
import { everybody } from '../gather-facts.ts';

/** For whom a policy of a purpose is: usernames of users, API tokens and OAuth clients, and names of groups. */
export interface Audience {
  readonly users: readonly string[];
  readonly groups: readonly string[];
}

export interface Subject {
  readonly kind: 'actor' | 'group';
  readonly name: string;
}

/** The audience as rows, each name once. */
export function subjectsIn({ users, groups }: Audience): Subject[] {
  return [
    ...[...new Set(users)].map((name): Subject => ({ kind: 'actor', name })),
    ...[...new Set(groups)].map((name): Subject => ({ kind: 'group', name })),
  ];
}

/** Whether everybody in `narrow` is surely in `wide`, judged by the names alone: who is in a group changes. */
export function isAudienceWithin(narrow: Audience, wide: Audience): boolean {
  if (wide.groups.includes(everybody)) return true;
  return (
    narrow.users.every((name) => wide.users.includes(name)) && narrow.groups.every((name) => wide.groups.includes(name))
  );
}

/** Names that are new to the policy and stand for nobody, each with what is wrong. */
export async function findAudienceProblems(tx: Tx, policyGuid: string, audience: Audience): Promise<Problem[]> {
  const subjects = subjectsIn(audience).filter(({ kind, name }) => kind === 'actor' || name !== everybody);
  const { rows } = await sql<Subject>`
    SELECT listed.kind, listed.name
    FROM unnest(${subjects.map(({ kind }) => kind)}::text[], ${subjects.map(({ name }) => name)}::text[])
      WITH ORDINALITY AS listed (kind, name, place)
    WHERE NOT EXISTS (SELECT FROM actor WHERE listed.kind = 'actor' AND username = listed.name AND state <> 'deleted')
    AND NOT EXISTS (SELECT FROM user_group WHERE listed.kind = 'group' AND user_group.name = listed.name)
    AND NOT EXISTS (
      SELECT FROM policy_audience
      WHERE policy_guid = ${policyGuid} AND subject_kind = listed.kind AND subject = listed.name)
    ORDER BY listed.place`.execute(tx);
  return rows.map(({ kind, name }) =>
    kind === 'actor'
      ? { path: 'attributes.policyUsers', message: `there is no user, api token or OAuth client \`${name}\`` }
      : { path: 'attributes.policyGroups', message: `there is no group \`${name}\`; \`${everybody}\` is everybody` },
  );
}

/** Makes the audience of a stored policy this one; what stays is not written again. */
export async function replaceAudience(tx: Tx, policyGuid: string, audience: Audience): Promise<void> {
  const subjects = subjectsIn(audience);
  const kinds = subjects.map(({ kind }) => kind);
  const names = subjects.map(({ name }) => name);
  await sql`
    DELETE FROM policy_audience
    WHERE policy_guid = ${policyGuid} AND NOT EXISTS (
      SELECT FROM unnest(${kinds}::text[], ${names}::text[]) AS listed (kind, name)
      WHERE listed.kind = subject_kind AND listed.name = subject)`.execute(tx);
  await sql`
    INSERT INTO policy_audience (policy_guid, subject_kind, subject)
    SELECT ${policyGuid}, listed.kind, listed.name
    FROM unnest(${kinds}::text[], ${names}::text[]) AS listed (kind, name)
    ON CONFLICT DO NOTHING`.execute(tx);
}
