import { preparsePolicySet, statefulIsAuthorized } from '@cedar-policy/cedar-wasm/nodejs';
import type { AssetRequest, Decision, Policy } from '../../src/policy/index.ts';
import { cedarAsset, cedarPolicy, maskQuestion } from './cedar.ts';

/** A name for the one policy set that Cedar keeps parsed; each world takes the place of the one before. */
const preparsedPolicySetId = 'world';

/** Answers requests over one set of policies, in the shape in which `evaluate` answers. */
export type CedarDecider = (request: AssetRequest) => Decision;

interface CedarAnswer {
  readonly decision: 'allow' | 'deny';
  /** The ids of what decided, as Cedar was told them. */
  readonly reason: readonly string[];
}

function ask(action: string, { asset }: AssetRequest): CedarAnswer {
  const answer = statefulIsAuthorized({
    principal: { type: 'Actor', id: 'somebody' },
    action: { type: 'Action', id: action },
    resource: { type: 'Asset', id: 'asset' },
    context: {},
    preparsedPolicySetId,
    entities: [cedarAsset(asset)],
  });
  if (answer.type === 'failure') throw new Error(`Cedar answered ${JSON.stringify(answer.errors)}`);
  const { decision, diagnostics } = answer.response;
  // Cedar skips a policy that fails, a deny too: an oracle that did so would be none.
  if (diagnostics.errors.length > 0) throw new Error(`Cedar skipped ${JSON.stringify(diagnostics.errors)}`);
  return { decision, reason: diagnostics.reason };
}

/** Hands the policies to Cedar. The answers are good until the next world is handed over. */
export function cedarOver(policies: readonly Policy[]): CedarDecider {
  // Ids of ours may repeat, those of Cedar may not.
  const named = new Map(policies.map((policy, at) => [String(at), policy]));
  const staticPolicies = Object.fromEntries([...named].map(([key, policy]) => [key, cedarPolicy(policy)]));
  const parsed = preparsePolicySet(preparsedPolicySetId, { staticPolicies });
  if (parsed.type === 'failure') throw new Error(`Cedar refused ${JSON.stringify(parsed.errors)}`);
  const sorted = (keys: readonly string[]) => [...new Set(keys.map((key) => named.get(key)?.id ?? ''))].sort();
  const hasMasks = policies.some(({ effect }) => effect === 'mask');

  const masksOn = (request: AssetRequest) => {
    const ids = hasMasks ? sorted(ask(maskQuestion(request.action), request).reason) : [];
    const masks = ids.flatMap((id) => {
      const mask = policies.find((policy) => policy.effect === 'mask' && policy.id === id)?.mask;
      return mask === undefined ? [] : [{ id, mask }];
    });
    return masks.length > 0 ? { masks } : {};
  };

  return (request) => {
    const { action } = request;
    const { decision, reason } = ask(action, request);
    const by = sorted(reason);
    if (decision === 'allow') return { effect: 'allow', stage: 'allow', action, by, ...masksOn(request) };
    return { effect: 'deny', stage: by.length > 0 ? 'deny' : 'no_grant', action, by };
  };
}
