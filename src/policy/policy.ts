import { type Condition } from './condition.ts';

/** What may be done to an asset. */
export type Action = 'asset.read' | 'asset.create' | 'asset.update' | 'asset.delete';

export const actions: readonly Action[] = ['asset.read', 'asset.create', 'asset.update', 'asset.delete'];

/** The actions that change something. */
export const writeActions: readonly Action[] = ['asset.create', 'asset.update', 'asset.delete'];

export type Effect = 'allow' | 'deny';

/** One rule that applies to the actor in question: plain data, no order, no priority. */
export interface Policy {
  readonly id: string;
  readonly effect: Effect;
  readonly actions: readonly Action[];
  readonly where: Condition;
}
