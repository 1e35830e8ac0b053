import { isClavisError, type Person } from '../../../src/sdk/index.ts';
import { client } from '../../api/client.ts';
import { paths } from '../../app/paths.ts';

/** A link with which one person sets a password once. It lets in whoever has it. */
export interface OneTimeLink {
  username: string;
  url: string;
  expiresAt: Date;
}

type Invited = Pick<Person, 'id' | 'username'>;

function linkOf({ username }: Invited, { code, expiresAt }: { code: string; expiresAt: Date }): OneTimeLink {
  // Behind `#`: browsers do not send it, so that it stands in no server's log.
  return { username, url: `${window.location.origin}${paths.invitation()}#${code}`, expiresAt };
}

/** Good for seven days where the person has no password yet, else for one. */
export async function createOneTimeLink(person: Invited): Promise<OneTimeLink> {
  try {
    return linkOf(person, await client.people.createInvitation(person.id));
  } catch (error) {
    if (!isClavisError(error) || error.status !== 409) throw error;
    return linkOf(person, await client.people.createPasswordReset(person.id));
  }
}
