import { assertNever } from '../foundation/index.ts';
import { type Decision } from './evaluate.ts';

function named(ids: readonly string[]): string {
  return ids.map((id) => `\`${id}\``).join(', ');
}

/**
 * The decision in words.
 * SECURITY: it names policies; show it only to who may read those, or it becomes a window into hidden things.
 */
export function explain(decision: Decision): string {
  switch (decision.stage) {
    case 'deny':
      return `\`${decision.action}\` is denied by ${named(decision.by)}`;
    case 'allow':
      return `\`${decision.action}\` is allowed by ${named(decision.by)}, and nothing denies it`;
    case 'no_grant':
      return `\`${decision.action}\` is denied because nothing grants it`;
    default:
      return assertNever(decision.stage);
  }
}
