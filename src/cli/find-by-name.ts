import { type ClavisClient, type Group, type Person, type WorkspaceRole } from '../sdk/index.ts';
import { OutcomeFailure, UsageError } from './exit-codes.ts';
import { printable } from './printable.ts';

const guidPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The person of that user name or id; with an `@` also by e-mail address. Fails when there is none. */
export async function getPerson(client: ClavisClient, name: string, signal: AbortSignal): Promise<Person> {
  const selector = guidPattern.test(name) ? { id: name.toLowerCase() } : { username: name };
  const found =
    (await client.people.find(selector, { signal })) ??
    (name.includes('@') ? await client.people.find({ email: name }, { signal }) : null);
  if (found !== null) return found;
  throw new OutcomeFailure(`error: there is no user \`${printable(name)}\`, or you may not see them`);
}

/** The group of that name or id. Fails when there is none. */
export async function getGroup(client: ClavisClient, name: string, signal: AbortSignal): Promise<Group> {
  const group = await client.groups.find(guidPattern.test(name) ? { id: name.toLowerCase() } : { name }, { signal });
  if (group !== null) return group;
  throw new OutcomeFailure(`error: there is no group \`${printable(name)}\``);
}

/** The workspace role of that name, with or without the `$` of the wire. */
export async function getRole(client: ClavisClient, name: string, signal: AbortSignal): Promise<WorkspaceRole> {
  const roles = await client.people.roles({ signal });
  const role = roles.find((one) => one.name === `$${name.replace(/^\$/, '')}`);
  if (role !== undefined) return role;
  throw new UsageError(`there is no role \`${printable(name)}\`; accepted: admin, member, guest`);
}

/** `member` of `$member`. */
export function roleText(person: Pick<Person, 'role'>): string {
  return person.role.replace(/^\$/, '');
}
