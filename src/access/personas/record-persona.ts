import { requireNoProblems, type Problem } from '../../foundation/index.ts';
import { bumpPolicyEpoch, serviceAccountPrefix } from '../../identity/index.ts';
import { sql, type Tx } from '../../postgres/index.ts';
import { type InTransaction } from '../deps.ts';
import { requirePoliciesWithinLimit } from '../policies/policies-per-actor.ts';

/** A persona as it is to be. `users` and `groups` are complete; API tokens are linked from the token and stay. */
export interface PersonaRecord {
  readonly guid: string;
  readonly qualifiedName: string;
  readonly name: string;
  readonly enabled: boolean;
  readonly users: readonly string[];
  readonly groups: readonly string[];
}

interface Member {
  readonly kind: 'user' | 'group';
  readonly name: string;
}

function membersOf({ users, groups }: PersonaRecord): Member[] {
  return [
    ...[...new Set(users)].map((name): Member => ({ kind: 'user', name })),
    ...[...new Set(groups)].map((name): Member => ({ kind: 'group', name })),
  ];
}

/** Names that are new to the persona and stand for nobody. */
async function findUnknown(tx: Tx, guid: string, members: readonly Member[]): Promise<readonly Member[]> {
  const { rows } = await sql<Member>`
    SELECT listed.kind, listed.name
    FROM unnest(${members.map(({ kind }) => kind)}::text[], ${members.map(({ name }) => name)}::text[])
      WITH ORDINALITY AS listed (kind, name, place)
    WHERE NOT EXISTS (
      SELECT FROM actor WHERE listed.kind = 'user' AND kind = 'user' AND username = listed.name AND state <> 'deleted')
    AND NOT EXISTS (SELECT FROM user_group WHERE listed.kind = 'group' AND user_group.name = listed.name)
    AND NOT EXISTS (
      SELECT FROM persona_member
      WHERE persona_guid = ${guid} AND subject_kind = listed.kind AND subject = listed.name)
    ORDER BY listed.place`.execute(tx);
  return rows;
}

function unknownProblem({ kind, name }: Member): Problem {
  if (kind === 'group') return { path: 'attributes.personaGroups', message: `there is no group \`${name}\`` };
  const message = name.startsWith(serviceAccountPrefix)
    ? `\`${name}\` is an api token; link it by updating the token's personas`
    : `there is no user \`${name}\``;
  return { path: 'attributes.personaUsers', message };
}

/** Switching a persona switches all of its policies (Atlan wire, personas); each may be switched on its own afterwards. */
async function switchPolicies(tx: Tx, { guid, enabled }: PersonaRecord): Promise<void> {
  await sql`
    UPDATE policy SET enabled = ${enabled}
    FROM persona WHERE persona.guid = ${guid} AND persona.enabled <> ${enabled} AND policy.persona_guid = persona.guid
  `.execute(tx);
}

/**
 * Makes a persona and the users and groups in it what they are given to be, inside the transaction that saves the asset.
 * One that is switched on or off takes its policies along.
 * Throws `field_invalid` with every added name that does not exist, or when a member would hold too many policies.
 */
export async function recordPersona({ tx }: InTransaction, persona: PersonaRecord): Promise<void> {
  const { guid, name, enabled, qualifiedName } = persona;
  const members = membersOf(persona);
  requireNoProblems('field_invalid', (await findUnknown(tx, guid, members)).map(unknownProblem));
  await switchPolicies(tx, persona);
  await tx
    .insertInto('persona')
    .values({ guid, qualified_name: qualifiedName, name, enabled })
    .onConflict((conflict) => conflict.column('guid').doUpdateSet({ name, enabled }))
    .execute();
  await tx
    .deleteFrom('persona_member')
    .where('persona_guid', '=', guid)
    .where('subject_kind', 'in', ['user', 'group'])
    .execute();
  if (members.length > 0) {
    await tx
      .insertInto('persona_member')
      .values(members.map(({ kind, name: subject }) => ({ persona_guid: guid, subject_kind: kind, subject })))
      .execute();
  }
  await requirePoliciesWithinLimit(tx, { personaGuids: [guid] });
  await bumpPolicyEpoch(tx);
}
