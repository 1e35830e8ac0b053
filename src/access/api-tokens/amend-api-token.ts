import { recordAudit } from '../../audit/index.ts';
import { CatalogError, requireNoProblems, type JsonObject } from '../../foundation/index.ts';
import {
  bumpPolicyEpoch,
  lockApiToken,
  updateApiToken,
  type ApiTokenRecord,
  type Principal,
} from '../../identity/index.ts';
import { retryTransaction, type Tx } from '../../postgres/index.ts';
import { requireCapability } from '../capabilities.ts';
import { type AccessDeps } from '../deps.ts';
import { gatherFacts, type AccessFacts } from '../gather-facts.ts';
import { getPersonas } from '../personas/persona-names.ts';
import { isScopesWithin } from '../token-scopes.ts';
import { withItsPersonas, type ApiToken } from './api-token.ts';
import { findOwnToken, termsDetail } from './create-api-token.ts';
import { requireMayTakeOver, requireNetworksWithin, requireScopesWithin } from './require-ceiling.ts';
import { replaceTokenLinks, type TokenLinkChanges } from './token-links.ts';
import { parseTokenTerms, type ParsedTokenTerms, type TokenTermsInput } from './token-terms.ts';
import { type UpdatedApiToken } from './update-api-token.ts';

/** The versions a caller has seen, any of which will do; `any` for whatever it is, `null` when the caller did not say. */
export type ExpectedVersions = readonly number[] | 'any' | null;

/** What is absent stays; nothing else is ever changed by it. Role and expiry are not in it. */
export interface ApiTokenAmendment extends TokenTermsInput {
  readonly displayName?: string;
  readonly description?: string;
  /** Qualified names; one that is linked already is no fault. */
  readonly addPersonas?: readonly string[];
  /** Qualified names; one that is not linked is no fault. */
  readonly removePersonas?: readonly string[];
  readonly mayRotateItself?: boolean;
  /** An active person who answers for the token from now on. */
  readonly responsibleUsername?: string;
}

export interface AmendApiTokenInput {
  readonly id: string;
  readonly expected: ExpectedVersions;
  readonly amendment: ApiTokenAmendment;
}

const incremental: readonly string[] = ['addPersonas', 'removePersonas'];
const texts: readonly string[] = ['displayName', 'description'];

function givenKeys(amendment: ApiTokenAmendment): string[] {
  return Object.entries(amendment).flatMap(([key, value]) => (value === undefined ? [] : [key]));
}

/**
 * What adds and removes needs no version: whoever else did so meanwhile, nothing of theirs is lost. What replaces a value does.
 */
function requireVersion({ version, id }: ApiTokenRecord, { expected, amendment }: AmendApiTokenInput): void {
  const replaced = givenKeys(amendment).filter((key) => !incremental.includes(key));
  if (expected === null && replaced.length > 0) {
    const message = `is needed to change \`${replaced.join('`, `')}\`; send the \`ETag\` of the token as last read, or \`*\` for whatever it is now`;
    requireNoProblems('field_invalid', [{ path: 'If-Match', message }]);
  }
  if (expected === null || expected === 'any' || expected.includes(version)) return;
  throw new CatalogError(
    'precondition_failed',
    `API token \`${id}\` was changed meanwhile: its version is \`${String(version)}\`; read it again`,
  );
}

/** A token may change what it is called, and nothing that says what it may do or who answers for it. */
function requireNotOwnTerms({ principal }: AccessFacts, { id }: ApiTokenRecord, amendment: ApiTokenAmendment): void {
  if (principal.tokenId !== id) return;
  const own = givenKeys(amendment).filter((key) => !texts.includes(key));
  if (own.length === 0) return;
  throw new CatalogError('permission_denied', `an api token may not change its own \`${own.join('`, `')}\``);
}

async function getPersonId(tx: Tx, username: string): Promise<string> {
  const person = await tx
    .selectFrom('actor')
    .select('id')
    .where('username', '=', username)
    .where('kind', '=', 'user')
    .where('state', '=', 'active')
    .forShare()
    .executeTakeFirst();
  const message = `there is no active user \`${username}\``;
  requireNoProblems('field_invalid', person === undefined ? [{ path: 'responsibleUsername', message }] : []);
  return person?.id ?? '';
}

async function changeLinks(tx: Tx, facts: AccessFacts, change: { held: ApiToken; amendment: ApiTokenAmendment }) {
  const { held, amendment } = change;
  const { addPersonas = [], removePersonas = [] } = amendment;
  const both = addPersonas.filter((name) => removePersonas.includes(name));
  requireNoProblems(
    'field_invalid',
    both.map((name) => ({ path: 'addPersonas', message: `\`${name}\` is in \`removePersonas\` too` })),
  );
  const added = await getPersonas(tx, addPersonas, 'addPersonas');
  const removed = await getPersonas(tx, removePersonas, 'removePersonas');
  const kept = held.personas.filter(({ guid }) => ![...added, ...removed].some((one) => one.guid === guid));
  return replaceTokenLinks(tx, facts, {
    username: held.username,
    before: held.personas,
    after: [...kept, ...added],
  });
}

/** Lifting a ceiling gives what lies above it: a token may give that only where it holds all of it itself. */
async function requireMayWiden(tx: Tx, facts: AccessFacts, change: { held: ApiToken; now: ApiTokenRecord }) {
  const { held, now } = change;
  if (isScopesWithin(now.scopes, held.scopes)) return;
  requireScopesWithin(facts, now.scopes);
  await requireMayTakeOver(tx, facts, now);
}

function names(changes: TokenLinkChanges): { linked: string[]; unlinked: string[] } {
  const [linked, unlinked] = [changes.linked, changes.unlinked].map((personas) =>
    personas.map(({ qualifiedName }) => qualifiedName),
  );
  return { linked: linked ?? [], unlinked: unlinked ?? [] };
}

function detailOf(now: ApiTokenRecord, amendment: ApiTokenAmendment, terms: ParsedTokenTerms): JsonObject {
  const { mayRotateItself, responsibleUsername } = amendment;
  return {
    displayName: now.displayName,
    version: now.version,
    ...termsDetail(terms),
    ...(mayRotateItself === undefined ? {} : { mayRotateItself }),
    ...(responsibleUsername === undefined ? {} : { responsibleUsername }),
  };
}

/**
 * Changes what is given of an API token and leaves everything else, links included; all of it, or nothing. The answer and the
 * audit record of the same transaction tell what was linked and unlinked. What changes nothing leaves the version.
 * Throws `record_not_found`; `precondition_failed` when the version is none of the expected; `permission_denied` (no
 * `token.manage`, one's own terms, scopes or networks beyond one's own, handing on what one does not hold);
 * `connection_admin_required`; `field_invalid` (no version where one is needed, texts, terms, every unknown persona or person).
 */
export async function amendApiToken(
  deps: AccessDeps,
  principal: Principal,
  input: AmendApiTokenInput,
): Promise<UpdatedApiToken> {
  return retryTransaction(deps.db, async (tx) => {
    const facts = await gatherFacts(tx, principal);
    requireCapability(facts.principal, 'token.manage');
    const { amendment } = input;
    const held = await withItsPersonas(tx, await lockApiToken(tx, input.id));
    requireNotOwnTerms(facts, held, amendment);
    requireVersion(held, input);
    const terms = parseTokenTerms(amendment);
    if (terms.allowedNetworks !== undefined)
      requireNetworksWithin(await findOwnToken(tx, facts), terms.allowedNetworks);
    const { displayName, description, mayRotateItself, responsibleUsername } = amendment;
    const changes = await changeLinks(tx, facts, { held, amendment });
    const now = await updateApiToken(tx, {
      ...{ id: held.id, displayName, description },
      ...terms,
      ...(mayRotateItself === undefined ? {} : { mayRotateItself }),
      ...(responsibleUsername === undefined ? {} : { responsibleActorId: await getPersonId(tx, responsibleUsername) }),
      hasNewLinks: changes.linked.length + changes.unlinked.length > 0,
    });
    await requireMayWiden(tx, facts, { held, now });
    if (terms.scopes !== undefined) await bumpPolicyEpoch(tx);
    await recordAudit(tx, {
      actor: principal,
      action: 'api-token.update',
      objectKind: 'api-token',
      objectId: now.id,
      detail: { ...detailOf(now, amendment, terms), ...names(changes) },
    });
    return { ...(await withItsPersonas(tx, now)), ...changes };
  });
}
