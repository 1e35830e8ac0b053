import { collectAll, type ApiToken, type ClavisClient } from '../sdk/index.ts';
import { OutcomeFailure, UsageError } from './exit-codes.ts';
import { printable } from './printable.ts';

const guidPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * The one token of that name or id. Names are not unique: taking "the newest" of two tokens of one name would sooner or later
 * take the wrong one, so then the ids are listed and nothing is done.
 */
export async function getOnlyToken(client: ClavisClient, nameOrId: string, signal: AbortSignal): Promise<ApiToken> {
  const filter = guidPattern.test(nameOrId) ? { id: nameOrId.toLowerCase() } : { displayName: nameOrId };
  const found = await collectAll(client.tokens.list({ filter, signal }));
  const [token] = found;
  if (token === undefined) {
    throw new OutcomeFailure(`error: there is no API token \`${printable(nameOrId)}\`, or you may not see it`);
  }
  if (found.length > 1) {
    const ids = found.map((one) => `  ${one.id}  created ${one.createdAt.toISOString()}`).join('\n');
    throw new UsageError(
      `${found.length} API tokens are called \`${printable(nameOrId)}\`; give the id of one:\n${ids}`,
    );
  }
  return token;
}

/** The id of that token; an id is taken as it is, so that a token which may list none can still name itself. */
export async function getTokenId(client: ClavisClient, nameOrId: string, signal: AbortSignal): Promise<string> {
  return guidPattern.test(nameOrId) ? nameOrId : (await getOnlyToken(client, nameOrId, signal)).id;
}
