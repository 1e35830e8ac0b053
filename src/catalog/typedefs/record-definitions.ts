import { recordAudit } from '../../audit/index.ts';
import type { Principal } from '../../identity/index.ts';
import type { Tx } from '../../postgres/index.ts';
import type { TagDefinition } from './tag-definition.ts';

/** How a record calls each kind: the kind of object, and the list in its detail. */
const kinds = [
  ['enum', 'enums'],
  ['struct', 'structs'],
  ['tag', 'tags'],
  ['custom-metadata', 'sets'],
] as const;

/** Definitions that a change is about, by kind. */
export type RecordedDefinitions = Readonly<Record<(typeof kinds)[number][1], readonly TagDefinition[]>>;

/** Records a change of definitions, each kind by itself: `tag.create`, `custom-metadata.purge` … Call it last in the transaction. */
export async function recordDefinitions(
  tx: Tx,
  principal: Principal,
  { verb, definitions }: { readonly verb: 'create' | 'update' | 'purge'; readonly definitions: RecordedDefinitions },
): Promise<void> {
  for (const [kind, list] of kinds) {
    const [first] = definitions[list];
    if (first === undefined) continue;
    await recordAudit(tx, {
      actor: principal,
      action: `${kind}.${verb}`,
      objectKind: kind,
      objectId: first.name,
      detail: { [list]: definitions[list].map(({ name, displayName }) => ({ name, displayName })) },
    });
  }
}
