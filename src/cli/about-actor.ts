import { ClavisError, type ClavisClient } from '../sdk/index.ts';
import { OutcomeFailure } from './exit-codes.ts';
import { getOnlyToken } from './get-only-token.ts';

/**
 * Asks about the actor that a word stands for: a username, client id, guid or `me`, which the server knows, and if it knows none, the name
 * of an API token, as other commands take it. Names are not unique: of several the ids are listed.
 */
export async function aboutActor<T>(
  word: string,
  { client, signal }: { client: ClavisClient; signal: AbortSignal },
  ask: (actor: string) => Promise<T>,
): Promise<T> {
  try {
    return await ask(word);
  } catch (error) {
    if (!(error instanceof ClavisError) || error.reason !== 'record_not_found') throw error;
    // Who may not list tokens, or means none, is told what the server said.
    const token = await getOnlyToken(client, word, signal).catch((failure: unknown) => {
      if (failure instanceof OutcomeFailure || failure instanceof ClavisError) throw error;
      throw failure;
    });
    return ask(token.clientId);
  }
}
