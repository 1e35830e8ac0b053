import { requireNoProblems, type Problem } from '../../foundation/index.ts';
import { serviceAccountPrefix } from '../../identity/index.ts';
import { sql, type Tx } from '../../postgres/index.ts';
import { kindOfUsername, type ConnectionAdmin } from './connection-admin.ts';

/**
 * Whom a caller names as admins: people by username; groups by name or id; roles by id or name; API tokens and OAuth clients by
 * username, client id or guid.
 */
export interface AdminNames {
  readonly users: readonly string[];
  readonly groups: readonly string[];
  readonly roles: readonly string[];
  readonly tokens: readonly string[];
}

type ListName = keyof AdminNames;

const listNames: readonly ListName[] = ['users', 'groups', 'roles', 'tokens'];

interface Named {
  readonly list: ListName;
  /** As the caller wrote it. */
  readonly text: string;
}

interface Found extends Named {
  /** As the admin lists have it; `null`: there is none. */
  readonly name: string | null;
}

/** What is behind each text, as of this statement; deleted actors are nobody. */
async function findNamed(tx: Tx, named: readonly Named[]): Promise<readonly Found[]> {
  const { rows } = await sql<Found>`
    SELECT named.list, named.text, CASE named.list
      WHEN 'users' THEN (
        SELECT username FROM actor WHERE username = named.text AND kind = 'user' AND state <> 'deleted')
      WHEN 'groups' THEN (
        SELECT name FROM user_group WHERE name = named.text OR id::text = lower(named.text)
        ORDER BY name = named.text DESC LIMIT 1)
      WHEN 'roles' THEN (SELECT id::text FROM role WHERE id::text = lower(named.text) OR name = named.text)
      ELSE (
        SELECT username FROM actor
        LEFT JOIN api_token ON api_token.actor_id = actor.id
        LEFT JOIN oauth_client ON oauth_client.actor_id = actor.id
        WHERE actor.kind <> 'user' AND actor.state <> 'deleted'
          AND (username IN (named.text, ${serviceAccountPrefix} || named.text)
            OR lower(named.text) IN (api_token.id::text, oauth_client.id::text)))
    END AS name
    FROM unnest(${named.map(({ list }) => list)}::text[], ${named.map(({ text }) => text)}::text[])
      WITH ORDINALITY AS named (list, text, place)
    ORDER BY named.place`.execute(tx);
  return rows;
}

function namedIn(names: AdminNames): Named[] {
  return listNames.flatMap((list) => [...new Set(names[list])].map((text) => ({ list, text })));
}

function adminOf({ list }: Named, name: string): ConnectionAdmin {
  if (list === 'groups') return { kind: 'group', name };
  return list === 'roles' ? { kind: 'role', name } : { kind: kindOfUsername(name), name };
}

const nouns: Readonly<Record<ListName, string>> = {
  users: 'user',
  groups: 'group',
  roles: 'role',
  tokens: 'API token or OAuth client',
};

function unknownProblem({ list, text }: Named): Problem {
  const isMisplaced = list === 'users' && text.startsWith(serviceAccountPrefix);
  const message = isMisplaced
    ? `\`${text}\` is no user; name API tokens and OAuth clients in \`tokens\``
    : `there is no ${nouns[list]} \`${text}\``;
  return { path: list, message };
}

function withoutRepetition(admins: readonly ConnectionAdmin[]): readonly ConnectionAdmin[] {
  return [...new Map(admins.map((admin) => [`${admin.kind} ${admin.name}`, admin])).values()];
}

/** Whom the names stand for, each once. Throws `field_invalid` with every name that stands for nobody. */
export async function getNamedAdmins(tx: Tx, names: AdminNames): Promise<readonly ConnectionAdmin[]> {
  const found = await findNamed(tx, namedIn(names));
  requireNoProblems('field_invalid', found.filter(({ name }) => name === null).map(unknownProblem));
  return withoutRepetition(found.flatMap((one) => (one.name === null ? [] : [adminOf(one, one.name)])));
}

/** As the lists would have one that is gone: nobody but a token or client is behind the prefix. */
function formerName({ list, text }: Named): string {
  return list !== 'tokens' || text.startsWith(serviceAccountPrefix) ? text : `${serviceAccountPrefix}${text}`;
}

/**
 * The same for who is to be removed: what nobody is behind any more is looked for by its own name, since it may still stand in the
 * lists, and not to be there is no fault of a removal.
 */
export async function findNamedAdmins(tx: Tx, names: AdminNames): Promise<readonly ConnectionAdmin[]> {
  const found = await findNamed(tx, namedIn(names));
  return withoutRepetition(found.map((one) => adminOf(one, one.name ?? formerName(one))));
}
