import { collectAll, type ClavisClient, type GovernedOauthClient } from '../sdk/index.ts';
import { OutcomeFailure } from './exit-codes.ts';
import { printable } from './printable.ts';

/** The one OAuth client of that name or client id. Fails when there is none, and when several have the name. */
export async function getOnlyClient(
  client: ClavisClient,
  name: string,
  signal: AbortSignal,
): Promise<GovernedOauthClient> {
  const filter = name.startsWith('oauth-client-') ? { clientId: name } : { displayName: name };
  const [found, ...others] = await collectAll(client.oauthClients.listGoverned({ filter, signal }));
  if (found === undefined) throw new OutcomeFailure(`error: there is no OAuth client \`${printable(name)}\``);
  if (others.length === 0) return found;
  const ids = [found, ...others].map(({ clientId }) => `  ${clientId}`).join('\n');
  throw new OutcomeFailure(
    `error: several OAuth clients are called \`${printable(name)}\`; name one by its client id:\n${ids}`,
  );
}
