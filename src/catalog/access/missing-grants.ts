import { compilePolicy, isCeiling, live, type AccessFacts, type StoredPolicy } from '../../access/index.ts';
import type { PrincipalNow } from '../../identity/index.ts';
import { matches, type Explanation, type Reason } from '../../policy/index.ts';
import { sql } from '../../postgres/index.ts';
import { factsOf, type AssetRow } from '../entities/asset-row.ts';
import { findAssetsByName } from '../entities/asset-store.ts';
import type { Asker } from './asker.ts';
import { namePolicies, type GrantName } from './name-grants.ts';

/** One thing that somebody would have to do. */
export interface Remedy {
  readonly kind:
    | 'resume-actor'
    | 'lift-ceiling'
    | 'lift-deny'
    | 'remove-tag'
    | 'link-persona'
    | 'join-audience'
    | 'enable-policy'
    | 'connection-admin'
    | 'collection-member';
  /** In words, with the names in it. */
  readonly text: string;
  /** Of the policy, persona, purpose or connection. */
  readonly guid?: string;
}

/** What would allow it: everything of `lift`, and where `oneOf` has entries one of those. */
export interface MissingGrants {
  readonly lift: readonly Remedy[];
  readonly oneOf: readonly Remedy[];
  /** Remedies that the asker may not know. */
  readonly hidden: number;
}

/** What was decided, and for whom. */
export interface Refusal {
  readonly subject: PrincipalNow;
  readonly facts: AccessFacts;
  readonly row: AssetRow;
  readonly explanation: Explanation;
  readonly names: ReadonlyMap<string, GrantName>;
}

/** More would be no help. */
const remediesMax = 20;
/** The longest look for policies that would allow: beyond, what is found is found. */
const candidatesMax = 2_000;

/** The tags on the asset that a deciding condition asked for. */
function matchedTags(reason: Reason): string[] {
  if ('of' in reason) return reason.kind === 'not' ? [] : reason.of.flatMap(matchedTags);
  return reason.kind === 'tag' && reason.match ? reason.wanted.filter((tag) => reason.got.includes(tag)) : [];
}

function liftingCeiling({ names }: Refusal, id: string): Remedy {
  const text = id.startsWith('token-scope:')
    ? `widen the scopes of the token: \`${names.get(id)?.name ?? 'its ceiling'}\``
    : 'a guest only reads: give another workspace role';
  return { kind: 'lift-ceiling', text };
}

function liftingDeny({ names, explanation }: Refusal, id: string): Remedy[] {
  const from = names.get(id);
  if (from === undefined) return [];
  const parent = from.parent === undefined ? '' : ` of ${from.parent.kind} \`${from.parent.name}\``;
  const tags = explanation.considered
    .filter((one) => one.id === id && one.matched)
    .flatMap(({ why }) => matchedTags(why));
  const orTag = tags.length === 0 ? '' : `, or take ${tags.map((tag) => `\`${tag}\``).join(', ')} off the asset`;
  return [{ kind: 'lift-deny', text: `lift the deny \`${from.name}\`${parent} for this actor${orTag}`, guid: id }];
}

function findLifts(refusal: Refusal): { readonly known: readonly Remedy[]; readonly hidden: number } {
  const { subject, explanation } = refusal;
  const denies = explanation.decision.stage === 'deny' ? explanation.decision.by : [];
  const dead = subject.state === 'active' ? [] : [resuming(subject)];
  const lifted = denies.map((id) => (isCeiling(id) ? [liftingCeiling(refusal, id)] : liftingDeny(refusal, id)));
  return { known: [...dead, ...lifted.flat()], hidden: lifted.filter((some) => some.length === 0).length };
}

function resuming({ state }: PrincipalNow): Remedy {
  const words = { expired: 'give it a new expiry', disabled: 'switch it on again', deleted: 'it was removed for good' };
  return { kind: 'resume-actor', text: `the actor is ${state}: ${state === 'active' ? '' : words[state]}` };
}

interface Candidate {
  readonly policy: StoredPolicy;
  readonly enabled: boolean;
  readonly parentGuid: string;
}

/** Allows that speak of the place of this asset, or of no place: the rest cannot match. */
async function findCandidates({ tx }: Asker, row: AssetRow): Promise<readonly Candidate[]> {
  const { rows } = await sql<Candidate>`
    SELECT jsonb_build_object(
        'guid', policy.guid, 'category', policy.category, 'effect', policy.effect, 'mask', policy.mask,
        'actions', policy.actions, 'paths', policy.paths, 'entityTypes', policy.entity_types,
        'connectionQualifiedName', policy.connection_qualified_name, 'tagNames', purpose.tag_names) AS policy,
      policy.enabled AND coalesce(persona.enabled, purpose.enabled) AS enabled,
      coalesce(persona.guid, purpose.guid) AS "parentGuid"
    FROM policy
    LEFT JOIN persona ON persona.guid = policy.persona_guid
    LEFT JOIN purpose ON purpose.guid = policy.purpose_guid
    WHERE policy.effect = 'allow'
      AND coalesce(policy.connection_qualified_name, ${row.connectionQualifiedName}) IS NOT DISTINCT FROM ${row.connectionQualifiedName}
      AND (purpose.guid IS NULL OR purpose.tag_names && ${[...row.directTagNames, ...row.propagatedTagNames]}::text[])
    ORDER BY policy.guid LIMIT ${candidatesMax}`.execute(tx);
  return rows;
}

function remedyOf(facts: AccessFacts, { enabled, parentGuid }: Candidate, name: GrantName): Remedy | null {
  const { parent } = name;
  if (parent === undefined) return null;
  const isHeld = facts.personas.some(({ guid }) => guid === parentGuid);
  if (!enabled) {
    if (parent.kind === 'persona' && !isHeld) return null;
    const text = `switch on \`${name.name}\` of ${parent.kind} \`${parent.name}\``;
    return { kind: 'enable-policy', text, guid: name.id };
  }
  if (parent.kind === 'persona') {
    return { kind: 'link-persona', text: `link to persona \`${parent.name}\``, guid: parent.guid };
  }
  const text = `be in the audience of \`${name.name}\` of purpose \`${parent.name}\``;
  return { kind: 'join-audience', text, guid: name.id };
}

async function findPolicyRemedies(asker: Asker, refusal: Refusal): Promise<{ known: Remedy[]; hidden: number }> {
  const { row, facts, explanation } = refusal;
  const asset = factsOf(asker.types, row);
  const { action } = explanation.decision;
  const fitting = (await findCandidates(asker, row)).filter(({ policy }) =>
    compilePolicy(policy).some(({ actions, where }) => actions.includes(action) && matches(where, asset)),
  );
  const names = await namePolicies(
    asker,
    live,
    fitting.map(({ policy }) => policy.guid),
  );
  const remedies = fitting.flatMap((candidate) => {
    const name = names.get(candidate.policy.guid);
    return (name === undefined ? null : remedyOf(facts, candidate, name)) ?? [];
  });
  const known = [...new Map(remedies.map((one) => [one.text, one])).values()].slice(0, remediesMax);
  return { known, hidden: fitting.length - names.size };
}

/** Being admin of the connection above, where the asker may know of it; being in the collection. */
async function findStructuralRemedies({ tx, authority }: Asker, row: AssetRow): Promise<Remedy[]> {
  const { connectionQualifiedName } = row;
  if (connectionQualifiedName === null) {
    const collection = /^default\/collection\/[^/]+\/[^/]+/.exec(row.qualifiedName)?.[0];
    const text = `be in the lists of the collection \`${collection ?? ''}\``;
    return collection === undefined ? [] : [{ kind: 'collection-member', text }];
  }
  const rows = await findAssetsByName(tx, [connectionQualifiedName]);
  const connection = rows.find(({ typeName }) => typeName === 'Connection');
  if (connection === undefined || !authority.may('asset.read', connection)) return [];
  const text = `be admin of connection \`${connection.name}\``;
  return [{ kind: 'connection-admin', text, guid: connection.guid }];
}

/** What somebody would have to do so that the actor may. */
export async function findMissingGrants(asker: Asker, refusal: Refusal): Promise<MissingGrants> {
  const lifts = findLifts(refusal);
  const isGranted = refusal.explanation.considered.some(({ effect, matched }) => effect === 'allow' && matched);
  if (isGranted || refusal.subject.state !== 'active') return { lift: lifts.known, oneOf: [], hidden: lifts.hidden };
  const policies = await findPolicyRemedies(asker, refusal);
  const oneOf = [...policies.known, ...(await findStructuralRemedies(asker, refusal.row))];
  return { lift: lifts.known, oneOf, hidden: lifts.hidden + policies.hidden };
}
