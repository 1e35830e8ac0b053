import { invariant } from '../../foundation/index.ts';
import { lockApiToken, lockOauthClient, serviceAccountPrefix, updateApiToken } from '../../identity/index.ts';
import { type Tx } from '../../postgres/index.ts';
import { withItsPersonas as withPersonasOfToken } from '../api-tokens/api-token.ts';
import { replaceTokenLinks } from '../api-tokens/token-links.ts';
import { type AccessFacts } from '../gather-facts.ts';
import { withItsPersonas as withPersonasOfClient } from '../oauth-clients/oauth-client.ts';
import { getPersonas } from './persona-names.ts';

/** A service account and the qualified name of the persona it is to be linked to. */
export interface PersonaLink {
  readonly kind: 'token' | 'client';
  readonly actorId: string;
  readonly username: string;
  readonly persona: string;
}

async function readLinks(tx: Tx, { kind, actorId, username }: PersonaLink) {
  if (kind === 'client') {
    const clientId = username.slice(serviceAccountPrefix.length);
    return { tokenId: null, before: (await withPersonasOfClient(tx, await lockOauthClient(tx, clientId))).personas };
  }
  const token = await tx.selectFrom('api_token').select('id').where('actor_id', '=', actorId).executeTakeFirst();
  invariant(token !== undefined, 'an API token that is not deleted has a row');
  return { tokenId: token.id, before: (await withPersonasOfToken(tx, await lockApiToken(tx, token.id))).personas };
}

/**
 * Links an API token or OAuth client to one more persona, inside the caller's transaction; one that is linked already stays so.
 * Throws unless the actor may hand on what that gives, and `field_invalid` when there is no such persona or it would be too much.
 */
export async function linkToPersona(tx: Tx, facts: AccessFacts, link: PersonaLink): Promise<void> {
  const { kind, username } = link;
  const { tokenId, before } = await readLinks(tx, link);
  const [persona] = await getPersonas(tx, [link.persona], 'target');
  if (persona === undefined || before.some(({ guid }) => guid === persona.guid)) return;
  await replaceTokenLinks(tx, facts, { username, kind, before, after: [...before, persona] });
  if (tokenId !== null) await updateApiToken(tx, { id: tokenId, hasNewLinks: true });
}
