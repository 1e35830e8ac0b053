import { type Condition } from './condition.ts';

/** What may be done to an asset. `data.select` is about the rows behind it, all others about what the catalog says of it. */
export type Action =
  | 'asset.read'
  | 'asset.create'
  | 'asset.update'
  | 'asset.delete'
  | 'asset.update-custom-metadata'
  | 'asset.add-tag'
  | 'asset.update-tag'
  | 'asset.remove-tag'
  | 'asset.add-terms'
  | 'asset.remove-terms'
  | 'data.select';

/** The actions that change something. */
export const writeActions: readonly Action[] = [
  'asset.create',
  'asset.update',
  'asset.delete',
  'asset.update-custom-metadata',
  'asset.add-tag',
  'asset.update-tag',
  'asset.remove-tag',
  'asset.add-terms',
  'asset.remove-terms',
];

export const actions: readonly Action[] = ['asset.read', ...writeActions, 'data.select'];

/** `mask` grants and refuses nothing: it says how rows look to whoever may select them. */
export type Effect = 'allow' | 'deny' | 'mask';

/** How a masked value looks (Atlan wire, policy masks). */
export type MaskType = 'MASK_SHOW_FIRST_4' | 'MASK_SHOW_LAST_4' | 'MASK_HASH' | 'MASK_NULL' | 'MASK_REDACT';

export const maskTypes: readonly MaskType[] = [
  'MASK_SHOW_FIRST_4',
  'MASK_SHOW_LAST_4',
  'MASK_HASH',
  'MASK_NULL',
  'MASK_REDACT',
];

/** One rule that applies to the actor in question: plain data, no order, no priority. */
export interface Policy {
  readonly id: string;
  readonly effect: Effect;
  readonly actions: readonly Action[];
  readonly where: Condition;
  /** Of the effect `mask` alone. */
  readonly mask?: MaskType;
}
