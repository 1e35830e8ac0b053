import type { JsonValue } from '../../foundation/index.ts';
import { isSameJson } from './compare-json.ts';
import type { SaveTarget, SaveTargets } from './save-scope.ts';

/** Attributes that a source fills and people may change → the attribute that keeps what the source said last. */
export type KeptEdits = Readonly<Record<string, string>>;

/**
 * Lets what people changed stand against what a source says (Glue crawler, human edits): a stored value that is not what the source
 * said last was written by somebody, and stays, also when it was emptied; what the source says now is kept beside it. An edit
 * ends when it says what the source says. Part of the plan of a save, so an edit made meanwhile is seen like any other change.
 */
export function keepEdits(targets: SaveTargets, kept: KeptEdits): void {
  for (const target of targets.list) {
    for (const [attribute, beside] of Object.entries(kept)) keepEdit(target, attribute, beside);
  }
}

function keepEdit({ existing, values }: SaveTarget, attribute: string, beside: string): void {
  const said = values.get(attribute);
  if (said === undefined) return;
  values.set(beside, said);
  if (existing === null) return;
  const stored = valueOf(existing.attributes[attribute]);
  const isEdited = !isSameJson(stored, valueOf(existing.attributes[beside])) && !isSameJson(stored, valueOf(said));
  if (isEdited) values.delete(attribute);
}

/** An empty text and none are the same to a reader. */
const valueOf = (value: JsonValue | undefined): JsonValue => (value === undefined || value === '' ? null : value);
