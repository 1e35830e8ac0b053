import { requireCapability } from '../../access/index.ts';
import { requireNoProblems, type JsonObject } from '../../foundation/index.ts';
import type { Principal } from '../../identity/index.ts';
import { retryTransaction, type Tx } from '../../postgres/index.ts';
import type { CatalogDeps } from '../deps.ts';
import { builtInNames, type Typedefs } from './list-typedefs.ts';
import { planSetDefinition, planTagDefinition } from './plan-internal-names.ts';
import { planEnumDefinition, planStructDefinition } from './plan-plain-names.ts';
import { definedLists, readDefinitions, type DraftLists } from './read-definitions.ts';
import { recordDefinitions, type RecordedDefinitions } from './record-definitions.ts';
import { renderDefinition, renderTagDef } from './render-typedefs.ts';
import type { PlannedDefinition, SavingTypedefs } from './saving-typedefs.ts';
import {
  holdTypedefs,
  insertTagDefinition,
  listTagDefinitions,
  updateTagDefinition,
  type TagDefinition,
} from './tag-definition.ts';
import {
  insertTypeDefinition,
  listTypeDefinitions,
  updateTypeDefinition,
  type TypeDefinition,
} from './type-definition.ts';

/** Definitions to create or change, in the lists of the wire. */
export interface TypedefsRequest {
  readonly lists: JsonObject;
  /** Whether a tag or a set of custom metadata may be called like another one. */
  readonly allowDuplicateDisplayName?: boolean;
}

/** Everything that a request leaves, list by list in its order. */
interface PlannedTypedefs {
  readonly enums: readonly PlannedDefinition<TypeDefinition>[];
  readonly structs: readonly PlannedDefinition<TypeDefinition>[];
  readonly tags: readonly PlannedDefinition<TagDefinition>[];
  readonly sets: readonly PlannedDefinition<TypeDefinition>[];
}

/** Enumerations first: the attributes of a set may be of one that the same request defines. */
function plan(saving: SavingTypedefs, drafts: DraftLists): PlannedTypedefs {
  const planned = {
    enums: drafts.enumDefs.map((draft) => planEnumDefinition(saving, draft)),
    structs: drafts.structDefs.map((draft) => planStructDefinition(saving, draft)),
    tags: drafts.classificationDefs.map((draft) => planTagDefinition(saving, draft)),
    sets: drafts.businessMetadataDefs.map((draft) => planSetDefinition(saving, draft)),
  };
  requireNoProblems('field_invalid', saving.problems);
  return planned;
}

async function write(tx: Tx, { enums, structs, tags, sets }: PlannedTypedefs): Promise<void> {
  for (const { after, isNew } of tags) await (isNew ? insertTagDefinition(tx, after) : updateTagDefinition(tx, after));
  for (const { after, isNew } of [...enums, ...structs, ...sets]) {
    await (isNew ? insertTypeDefinition(tx, after) : updateTypeDefinition(tx, after));
  }
}

function plannedDefinitions({ enums, structs, tags, sets }: PlannedTypedefs): RecordedDefinitions {
  const of = (planned: readonly PlannedDefinition<TagDefinition>[]) => planned.map(({ after }) => after);
  return { enums: of(enums), structs: of(structs), tags: of(tags), sets: of(sets) };
}

function saved({ enums, structs, tags, sets }: PlannedTypedefs): Typedefs {
  const render = (planned: readonly PlannedDefinition<TypeDefinition>[]) =>
    planned.map(({ after }) => renderDefinition(after));
  return {
    enumDefs: render(enums),
    structDefs: render(structs),
    classificationDefs: tags.map(({ after }) => renderTagDef(after)),
    entityDefs: [],
    relationshipDefs: [],
    businessMetadataDefs: render(sets),
  };
}

type StartedSaving = Omit<SavingTypedefs, 'creates' | 'allowDuplicateDisplayName'>;

/** Reads everything that there is, for the plan to find what it speaks of and what is taken. */
async function startSaving(tx: Tx, known: Pick<SavingTypedefs, 'types' | 'username' | 'now'>): Promise<StartedSaving> {
  const defined = await listTypeDefinitions(tx, ['BUSINESS_METADATA', 'ENUM', 'STRUCT']);
  return {
    ...known,
    builtIn: builtInNames(known.types),
    tags: new Map((await listTagDefinitions(tx)).map((tag) => [tag.guid, tag])),
    defined: new Map(defined.map((type) => [type.guid, type])),
    problems: [],
  };
}

const nothing: PlannedTypedefs = { enums: [], structs: [], tags: [], sets: [] };

async function saveTypedefs(
  deps: CatalogDeps,
  principal: Principal,
  { request, verb }: { request: TypedefsRequest; verb: 'create' | 'update' },
): Promise<Typedefs> {
  requireCapability(principal, 'typedef.manage');
  const drafts = readDefinitions(request.lists);
  if (definedLists.every((list) => drafts[list].length === 0)) return saved(nothing);
  return retryTransaction(deps.db, async (tx) => {
    await holdTypedefs(tx);
    const now = deps.clock.now().getTime();
    const saving = await startSaving(tx, { types: deps.types, username: principal.username, now });
    const allowDuplicateDisplayName = request.allowDuplicateDisplayName === true;
    const planned = plan({ ...saving, creates: verb === 'create', allowDuplicateDisplayName }, drafts);
    await write(tx, planned);
    await recordDefinitions(tx, principal, { verb, definitions: plannedDefinitions(planned) });
    return saved(planned);
  });
}

/**
 * Defines tags, sets of custom metadata, enumerations and structs, all or none (Atlan wire: POST of `types/typedefs`); gives them in the
 * order of the request, with the internal names that tags, sets and their attributes got.
 * Throws `permission_denied` (no `typedef.manage`), `field_invalid` with every problem, `display_name_missing`, `type_built_in`,
 * `operation_unsupported` for types of assets and links, `typedef_exists`, `typedef_attribute_exists` and `type_exists` for names
 * that are taken.
 */
export function createTypedefs(deps: CatalogDeps, principal: Principal, request: TypedefsRequest): Promise<Typedefs> {
  return saveTypedefs(deps, principal, { request, verb: 'create' });
}

/**
 * Changes definitions, found by guid or else by name (Atlan wire: PUT of `types/typedefs`). Attributes that are not sent stay; the members
 * of an enumeration are replaced.
 * COMPAT: one client creates by it, so what is not found is defined. Throws as `createTypedefs` does.
 */
export function updateTypedefs(deps: CatalogDeps, principal: Principal, request: TypedefsRequest): Promise<Typedefs> {
  return saveTypedefs(deps, principal, { request, verb: 'update' });
}
