import { type Problem } from '../foundation/index.ts';
import { type Condition } from './condition.ts';
import { type Policy } from './policy.ts';

/** Policies that may apply to one actor, over all its personas. Refused when saving, with the count. */
export const policiesPerActorMax = 500;
const conditionDepthMax = 16;
/** Paths, type names, guids and the like in one condition. */
const literalsPerConditionMax = 200;
/** Size of one policy as JSON. */
const policyBytesMax = 64 * 1024;

function depthOf(condition: Condition): number {
  switch (condition.kind) {
    case 'not':
      return 1 + depthOf(condition.of);
    case 'and':
    case 'or':
      return 1 + condition.of.reduce((deepest, part) => Math.max(deepest, depthOf(part)), 0);
    default:
      return 1;
  }
}

function literalsOf(condition: Condition): number {
  switch (condition.kind) {
    case 'all':
    case 'none':
      return 0;
    case 'type':
      return condition.typeNames.length;
    case 'connection':
    case 'glossary':
      return condition.qualifiedNames.length;
    case 'tag':
      return condition.tagNames.length;
    case 'guid':
      return condition.guids.length;
    case 'not':
      return literalsOf(condition.of);
    case 'and':
    case 'or':
      return condition.of.reduce((sum, part) => sum + literalsOf(part), 0);
    default:
      return 1;
  }
}

function problemIfOver(path: string, measured: number, limit: { max: number; of: string }): Problem[] {
  if (measured <= limit.max) return [];
  return [{ path, message: `${String(measured)} ${limit.of}; at most ${String(limit.max)} are accepted` }];
}

/** What makes the policy too large to save; empty when it is within the limits. */
export function limitProblems(policy: Policy, path: string): Problem[] {
  return [
    ...problemIfOver(path, depthOf(policy.where), { max: conditionDepthMax, of: 'levels of conditions' }),
    ...problemIfOver(path, literalsOf(policy.where), { max: literalsPerConditionMax, of: 'values in conditions' }),
    ...problemIfOver(path, Buffer.byteLength(JSON.stringify(policy)), { max: policyBytesMax, of: 'bytes of policy' }),
  ];
}
