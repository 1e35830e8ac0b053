import { recordAudit } from '../../audit/index.ts';
import { retryTransaction, type Tx } from '../../postgres/index.ts';
import type { RequestOrigin } from '../secrets/request-origin.ts';
import { insertSession, type SignedIn } from '../sign-in/begin-session.ts';
import { getOpenProvider } from './begin-single-sign-on.ts';
import { exchangeCode, type ProvedClaims } from './exchange-code.ts';
import { getFederatedPerson } from './federated-person.ts';
import type { IdentityProvider } from './identity-provider.ts';
import { recordRefusal } from './record-refusal.ts';
import { problemOf, SingleSignOnRefusal, type SignInProblem } from './refusal.ts';
import { isStartSecret, isStateOf, proofsOf, spendStart } from './sign-in-start.ts';
import { callbackAddress, openDoor, type SingleSignOn } from './single-sign-on.ts';
import { syncMemberships } from './sync-memberships.ts';

/** A browser that came back from a provider. */
export interface SingleSignOnCallback {
  readonly alias: string;
  /** What stands behind the `?`, as it came. */
  readonly query: string;
  /** The secret in the browser's cookie. */
  readonly cookieSecret: string | undefined;
  readonly origin: RequestOrigin;
  /** Finds the attempt in audit and log. */
  readonly traceId: string;
}

export type SingleSignOnResult =
  | { readonly outcome: 'signed-in'; readonly signedIn: SignedIn; readonly returnTo: string }
  /** `isOver`: what this browser had under way has ended. */
  | { readonly outcome: 'refused'; readonly problem: SignInProblem; readonly isOver: boolean };

/**
 * The start that this callback ends, spent by it.
 * SECURITY: the cookie first: without it, or with another browser's, nothing is touched, so that no link that a person is led to
 * can spend what they have under way.
 */
async function takeStart(deps: SingleSignOn, callback: SingleSignOnCallback) {
  const { cookieSecret, query } = callback;
  if (!isStartSecret(cookieSecret)) throw new SingleSignOnRefusal('start-missing', 'no cookie of a sign-in under way');
  const states = new URLSearchParams(query).getAll('state');
  if (states.length !== 1 || states[0] === undefined || !isStateOf(cookieSecret, states[0])) {
    throw new SingleSignOnRefusal('state-mismatch', 'the state is not that of this browser');
  }
  const start = await spendStart(deps.db, cookieSecret);
  if (start === null) throw new SingleSignOnRefusal('start-spent', 'used before, or older than ten minutes');
  return { ...start, proofs: proofsOf(cookieSecret) };
}

async function prove(deps: SingleSignOn, callback: SingleSignOnCallback) {
  const { providerId, returnTo, proofs } = await takeStart(deps, callback);
  const provider = await getOpenProvider(deps, callback.alias);
  // SECURITY: mix-up (RFC 9700, 4.4): what one provider began another may not end.
  if (provider.id !== providerId) throw new SingleSignOnRefusal('provider-mixed-up', 'begun at another provider');
  const connection = await deps.connections.connect(await openDoor(deps, deps.db, provider));
  const address = new URL(callbackAddress(deps, provider.alias));
  address.search = callback.query;
  const { clock, verifyToken } = deps;
  return {
    provider,
    returnTo,
    proved: await exchangeCode({ provider, connection, clock, verifyToken }, address, proofs),
  };
}

async function recordPerson(
  tx: Tx,
  provider: IdentityProvider,
  entry: { readonly person: { readonly actorId: string; readonly username: string }; readonly subject: string },
): Promise<void> {
  await recordAudit(tx, {
    actor: entry.person,
    action: 'user.create',
    objectKind: 'actor',
    objectId: entry.person.actorId,
    detail: { ...entry, person: entry.person.username, issuer: provider.issuer, role: provider.role },
  });
}

async function signIn(
  tx: Tx,
  { provider, proved }: { readonly provider: IdentityProvider; readonly proved: ProvedClaims },
  origin: RequestOrigin,
): Promise<SignedIn> {
  const { alias, issuer, groupsClaim } = provider;
  const { subject, session, claims } = proved;
  const person = await getFederatedPerson(tx, provider, proved);
  const { actorId, isNew } = person;
  const memberships = await syncMemberships(tx, { alias, actorId, claims, groupsClaim, isFirstSignIn: isNew });
  const signedIn = await insertSession(tx, actorId, origin);
  await tx
    .insertInto('federated_session')
    .values({ secret_id: signedIn.sessionId, issuer, subject, session })
    .execute();
  if (isNew) await recordPerson(tx, provider, { person, subject });
  const method = `sso:${alias}`;
  const entry = { actor: signedIn.principal, objectKind: 'actor', objectId: actorId, origin };
  if (memberships.joined.length + memberships.left.length > 0) {
    const detail = { method, joined: [...memberships.joined], left: [...memberships.left] };
    await recordAudit(tx, { ...entry, action: 'user.sync-groups', detail });
  }
  await recordAudit(tx, { ...entry, action: 'session.begin', detail: { sessionId: signedIn.sessionId, method } });
  return signedIn;
}

/**
 * Ends a sign-in at a provider with a new session, or with a word for the person and the reason in the audit. Whatever the
 * provider says wrong is an outcome; only our own failures throw.
 */
export async function completeSingleSignOn(
  deps: SingleSignOn,
  callback: SingleSignOnCallback,
): Promise<SingleSignOnResult> {
  try {
    const { returnTo, ...known } = await prove(deps, callback);
    const signedIn = await retryTransaction(deps.db, (tx) => signIn(tx, known, callback.origin));
    return { outcome: 'signed-in', signedIn, returnTo };
  } catch (error) {
    if (!(error instanceof SingleSignOnRefusal)) throw error;
    await recordRefusal(deps, callback, error);
    const isOver = error.reason !== 'start-missing' && error.reason !== 'state-mismatch';
    return { outcome: 'refused', problem: problemOf(error), isOver };
  }
}
