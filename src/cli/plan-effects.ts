import { draftOf, type Plan, type WorkspaceReading } from '../declarative/index.ts';
import { type CallOptions, type ClavisClient, isClavisError, type Simulation } from '../sdk/index.ts';
import { printable } from './printable.ts';

/** What a plan gives and takes, or why that is not known; null: nothing of it can be counted. */
export type PlanEffects = { readonly simulation: Simulation } | { readonly unknown: string } | null;

/** Asks the server to count what the plan would give and take. A server that does not, or not for the caller, stops no plan. */
export async function countEffects(
  client: ClavisClient,
  { plan, reading }: { readonly plan: Plan; readonly reading: WorkspaceReading },
  call: CallOptions,
): Promise<PlanEffects> {
  const draft = draftOf(plan, reading.lookup);
  if (draft === null) return null;
  try {
    return { simulation: await client.access.simulate(draft, call) };
  } catch (error) {
    if (!isClavisError(error)) throw error;
    return { unknown: error.message };
  }
}

type Change = Simulation['changes'][number];

const namesMax = 5;

function who({ actorCount, actors = [] }: Change): string {
  const names = actors.slice(0, namesMax).map(({ username }) => username);
  const others = actorCount - names.length;
  if (names.length === 0) return `${String(actorCount)} actors`;
  return others > 0 ? `${names.join(', ')} and ${String(others)} more` : names.join(', ');
}

function side(word: string, { assets, perAction }: Change['gained']): string[] {
  if (assets === 0) return [];
  const counts = perAction.map(({ action, count }) => `${action} ${String(count)}`).join(', ');
  return [`${word} ${String(assets)} ${assets === 1 ? 'asset' : 'assets'} (${counts})`];
}

/** Effects as lines of a plan. */
export function effectLines(effects: PlanEffects): string[] {
  if (effects === null) return [];
  if ('unknown' in effects)
    return [`Effect on personas and purposes that exist: not known (${printable(effects.unknown)})`];
  const { changes } = effects.simulation;
  if (changes.length === 0) return ['Effect on personas and purposes that exist: nobody gains or loses an asset.'];
  return [
    'Effect on personas and purposes that exist:',
    ...changes.map((change) =>
      printable(`  ${who(change)}: ${[...side('gain', change.gained), ...side('lose', change.lost)].join(', ')}`),
    ),
  ];
}
