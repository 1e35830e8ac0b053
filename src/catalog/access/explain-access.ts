import { decidingAction, gatherFacts, isCeiling, live, type AccessFacts } from '../../access/index.ts';
import type { ActorKind, Principal, PrincipalNow, Role, TokenScopes } from '../../identity/index.ts';
import {
  describeDecision,
  explain,
  type Action,
  type AppliedMask,
  type ConsideredPolicy,
  type Decision,
  type Explanation,
} from '../../policy/index.ts';
import type { CatalogDeps } from '../deps.ts';
import { decidedAs, factsOf, type AssetRow } from '../entities/asset-row.ts';
import { gatherAsker, getAsked, mayExplainAll, parseAction, type Asker, type AssetReference } from './asker.ts';
import { findGrantors, type Grantors } from './find-grantors.ts';
import { inSnapshot } from './in-snapshot.ts';
import { findMissingGrants, type MissingGrants } from './missing-grants.ts';
import { nameGrants, type GrantName } from './name-grants.ts';

/** A question: may this actor do this to that asset, and why. */
export interface AccessQuestion {
  /** Username, client id, guid of an API token or of an actor, or `me`. */
  readonly actor: string;
  readonly action: string;
  readonly asset: AssetReference;
}

/** A policy that was weighed, with its name. */
export type NamedConsidered = ConsideredPolicy & { readonly from: GrantName };

/** The answer, with names as far as the asker may know them. */
export interface AccessExplanation {
  readonly decision: 'allow' | 'deny';
  /** `authentication`: the actor is switched off or has expired · `ceiling`: its role or scopes · else as the evaluator says. */
  readonly stage: 'authentication' | 'ceiling' | Decision['stage'];
  readonly action: Action;
  /** One sentence; absent when it would name what the asker may not know. */
  readonly sentence?: string;
  readonly actor: ExplainedActor;
  readonly asset: Pick<AssetRow, 'guid' | 'typeName' | 'qualifiedName' | 'name'>;
  readonly ceiling: { readonly role: Role; readonly scopes?: TokenScopes | null; readonly ok: boolean };
  readonly by: readonly GrantName[];
  readonly considered: readonly NamedConsidered[];
  /** How many more there are that the asker may not read. */
  readonly hidden: { readonly by: number; readonly considered: number };
  /** Absent when it is allowed. */
  readonly missing?: MissingGrants;
  /** Absent when it is allowed. */
  readonly grantors?: Grantors;
  readonly masks: readonly AppliedMask[];
  readonly epoch: number;
}

export interface ExplainedActor {
  readonly id: string;
  readonly kind: ActorKind;
  readonly username: string;
  readonly state: PrincipalNow['state'];
}

/** What is recorded of a question: the evaluator's own decision, deciding ids and all. */
export interface ExplainedDecision {
  readonly explanation: AccessExplanation;
  readonly decision: Decision;
}

/** The stages before the evaluator's own: an actor that does not live, a ceiling that denies. */
export function stageOf({ stage, by }: Decision, state: PrincipalNow['state']): AccessExplanation['stage'] {
  if (state !== 'active') return 'authentication';
  return by.some(isCeiling) ? 'ceiling' : stage;
}

function ceilingOf(asker: Asker, facts: AccessFacts, { considered }: Explanation): AccessExplanation['ceiling'] {
  const { role, scopes = null, actorId } = facts.principal;
  const seesScopes = actorId === asker.principal.actorId || mayExplainAll(asker.authority.facts);
  const ok = !considered.some(({ id, matched }) => matched && isCeiling(id));
  return { role, ...(seesScopes && { scopes }), ok };
}

/** The decision in words, with names for ids. */
function sentenceOf(decision: Decision, names: ReadonlyMap<string, GrantName>): string | undefined {
  const known = decision.by.flatMap((id) => names.get(id)?.name ?? []);
  return known.length === decision.by.length ? describeDecision({ ...decision, by: known }) : undefined;
}

interface Judged {
  readonly asker: Asker;
  readonly subject: PrincipalNow;
  readonly facts: AccessFacts;
  readonly row: AssetRow;
  readonly explanation: Explanation;
}

async function render(judged: Judged): Promise<AccessExplanation> {
  const { asker, subject, facts, row, explanation } = judged;
  const { decision, considered } = explanation;
  const ids = considered.map(({ id }) => id);
  const names = await nameGrants(asker, { ids, facts, sources: live });
  const shown = considered.flatMap((one): NamedConsidered[] => {
    const from = names.get(one.id);
    return from === undefined ? [] : [{ ...one, from }];
  });
  const by = decision.by.flatMap((id) => names.get(id) ?? []);
  const sentence = subject.state === 'active' ? sentenceOf(decision, names) : undefined;
  const { guid, typeName, qualifiedName, name } = row;
  const { actorId, kind, username, epoch } = subject.principal;
  return {
    ...{ decision: decision.effect, stage: stageOf(decision, subject.state), action: decision.action },
    ...(sentence !== undefined && { sentence }),
    actor: { id: actorId, kind, username, state: subject.state },
    asset: { guid, typeName, qualifiedName, name },
    ceiling: ceilingOf(asker, facts, explanation),
    ...{ by, considered: shown },
    hidden: { by: decision.by.length - by.length, considered: considered.length - shown.length },
    ...(decision.effect === 'deny' && {
      missing: await findMissingGrants(asker, { ...judged, row: decidedAs(row), names }),
      grantors: await findGrantors(asker, decidedAs(row)),
    }),
    masks: (decision.masks ?? []).filter(({ id }) => names.has(id)),
    epoch,
  };
}

/**
 * May the actor do this to the asset, what decided it, what would change it and who could. The decision is the evaluator's own.
 * Throws as `getAsked` does, and `field_invalid` for an unknown action.
 * SECURITY: who asks about themselves always learns decision and stage; policies are named only to who may read them, else counted.
 */
export async function explainAccess(
  deps: CatalogDeps,
  principal: Principal,
  question: AccessQuestion,
): Promise<ExplainedDecision> {
  const action = parseAction(question.action);
  return inSnapshot(deps.db, async (tx) => {
    const asker = await gatherAsker(deps, tx, principal);
    const { subject, row } = await getAsked(asker, question);
    const isOwn = subject.principal.actorId === principal.actorId;
    const facts = isOwn ? asker.authority.facts : await gatherFacts(tx, subject.principal);
    const asset = factsOf(deps.types, row);
    const explanation = explain(facts.policies, { action: decidingAction(action, asset), asset });
    const answer = await render({ asker, subject, facts, row, explanation });
    return { explanation: answer, decision: explanation.decision };
  });
}
