import { requireCapability } from '../../access/index.ts';
import { recordAudit } from '../../audit/index.ts';
import {
  CatalogError,
  newGuid,
  requireNoProblems,
  type JsonObject,
  type JsonValue,
  type Problem,
} from '../../foundation/index.ts';
import type { Principal } from '../../identity/index.ts';
import { retryTransaction, type Tx } from '../../postgres/index.ts';
import type { CatalogDeps } from '../deps.ts';
import { findBuiltInTypedef, type Typedefs } from './list-typedefs.ts';
import { renderTagDef } from './render-typedefs.ts';
import { readTagDefinition, type TagDefinitionDraft } from './tag-definition-draft.ts';
import {
  holdTypedefs,
  insertTagDefinition,
  listTagDefinitions,
  newInternalName,
  updateTagDefinition,
  type TagDefinition,
} from './tag-definition.ts';

/** Definitions to create or change, in the lists of the wire. */
export interface TypedefsRequest {
  readonly lists: JsonObject;
  /** Whether a tag may be called like another one. */
  readonly allowDuplicateDisplayName?: boolean;
}

const definitionsMax = 1_000;
const otherLists = ['enumDefs', 'structDefs', 'entityDefs', 'relationshipDefs', 'businessMetadataDefs'] as const;

/** What is not a tag comes with the server. */
function refuseOtherLists(lists: JsonObject): void {
  const named = otherLists.find((list) => Array.isArray(lists[list]) && lists[list].length > 0);
  if (named === undefined) return;
  throw new CatalogError('operation_unsupported', `\`${named}\` cannot be changed; accepted: \`classificationDefs\``);
}

/** The tags that a request lists. Throws `field_invalid` with every problem, `operation_unsupported` for anything else. */
export function readTagDefinitions(lists: JsonObject): TagDefinitionDraft[] {
  refuseOtherLists(lists);
  const listed = lists['classificationDefs'] ?? [];
  const problems: Problem[] = [];
  const drafts: TagDefinitionDraft[] = [];
  if (!Array.isArray(listed) || listed.length > definitionsMax) {
    problems.push({ path: 'classificationDefs', message: `must be a list of at most ${definitionsMax}` });
  } else {
    for (const [index, value] of (listed as readonly JsonValue[]).entries()) {
      const draft = readTagDefinition(value, { at: `classificationDefs[${index}]`, problems });
      if (draft !== null) drafts.push(draft);
    }
  }
  requireNoProblems('field_invalid', problems);
  return drafts;
}

interface SavingTypedefs {
  readonly deps: Pick<CatalogDeps, 'types'>;
  readonly tx: Tx;
  readonly username: string;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly allowDuplicateDisplayName: boolean;
  /** Every tag by its guid, as the request leaves it. */
  readonly tags: Map<string, TagDefinition>;
}

function displayNameOf({ deps }: SavingTypedefs, { at, displayName }: TagDefinitionDraft): string {
  const path = `${at}.displayName`;
  if (displayName === null || displayName === '') {
    throw new CatalogError('display_name_missing', `\`${path}\` is missing`, {
      details: [{ path, message: 'is missing' }],
    });
  }
  if (findBuiltInTypedef(deps, displayName) === null) return displayName;
  throw new CatalogError('type_built_in', `\`${path}\`: \`${displayName}\` is the name of a built-in type`);
}

function requireFreeName(saving: SavingTypedefs, draft: TagDefinitionDraft, tag: TagDefinition): void {
  if (saving.allowDuplicateDisplayName || draft.allowsDuplicate) return;
  const { guid, displayName } = tag;
  const taken = [...saving.tags.values()].find((other) => other.guid !== guid && other.displayName === displayName);
  if (taken === undefined) return;
  throw new CatalogError('typedef_exists', `\`${draft.at}.displayName\`: a tag \`${displayName}\` exists already`);
}

/**
 * The attributes after the request: those it names by their internal name change, others of it are new and get a name, and those it
 * does not speak of stay (Atlan wire: update of definitions).
 */
function mergeAttributeDefs(stored: readonly JsonObject[], draft: TagDefinitionDraft): JsonObject[] {
  const merged = new Map(stored.map((attribute) => [String(attribute['name']), attribute]));
  for (const attribute of draft.attributeDefs ?? []) {
    const known = merged.get(String(attribute['name']));
    const name = known === undefined ? newInternalName() : String(known['name']);
    merged.set(name, { ...known, ...attribute, name });
  }
  const attributes = [...merged.values()];
  const displayNames = attributes.map((attribute) => String(attribute['displayName']));
  const twice = displayNames.find((displayName, index) => displayNames.indexOf(displayName) !== index);
  if (twice === undefined) return attributes;
  throw new CatalogError(
    'typedef_attribute_exists',
    `\`${draft.at}.attributeDefs\`: an attribute \`${twice}\` exists already`,
  );
}

async function create(saving: SavingTypedefs, draft: TagDefinitionDraft): Promise<TagDefinition> {
  const { tx, username, now } = saving;
  const tag: TagDefinition = {
    guid: newGuid(),
    name: newInternalName(),
    displayName: displayNameOf(saving, draft),
    description: draft.description,
    options: draft.options ?? {},
    attributeDefs: mergeAttributeDefs([], draft),
    ...{ createdBy: username, updatedBy: username, createTime: now, updateTime: now, version: 1 },
  };
  requireFreeName(saving, draft, tag);
  await insertTagDefinition(tx, tag);
  saving.tags.set(tag.guid, tag);
  return tag;
}

async function change(
  saving: SavingTypedefs,
  draft: TagDefinitionDraft,
  stored: TagDefinition,
): Promise<TagDefinition> {
  const tag: TagDefinition = {
    ...stored,
    displayName: draft.displayName === null ? stored.displayName : displayNameOf(saving, draft),
    description: draft.description ?? stored.description,
    options: draft.options ?? stored.options,
    attributeDefs: mergeAttributeDefs(stored.attributeDefs, draft),
    ...{ updatedBy: saving.username, updateTime: saving.now, version: stored.version + 1 },
  };
  if (tag.displayName !== stored.displayName) requireFreeName(saving, draft, tag);
  await updateTagDefinition(saving.tx, tag);
  saving.tags.set(tag.guid, tag);
  return tag;
}

/** The tag that a draft speaks of: by its guid, else by its internal name. */
function findStored({ tags }: SavingTypedefs, { guid, name }: TagDefinitionDraft): TagDefinition | null {
  const byGuid = guid === null ? undefined : tags.get(guid.toLowerCase());
  return byGuid ?? [...tags.values()].find((tag) => tag.name === name) ?? null;
}

type SaveOne = (saving: SavingTypedefs, draft: TagDefinitionDraft) => Promise<TagDefinition>;

function saved(tags: readonly TagDefinition[]): Typedefs {
  const empty = { enumDefs: [], structDefs: [], entityDefs: [], relationshipDefs: [], businessMetadataDefs: [] };
  return { ...empty, classificationDefs: tags.map(renderTagDef) };
}

async function saveTypedefs(
  deps: CatalogDeps,
  principal: Principal,
  work: { request: TypedefsRequest; action: 'tag.create' | 'tag.update'; saveOne: SaveOne },
): Promise<Typedefs> {
  requireCapability(principal, 'typedef.manage');
  const drafts = readTagDefinitions(work.request.lists);
  return retryTransaction(deps.db, async (tx) => {
    if (drafts.length === 0) return saved([]);
    await holdTypedefs(tx);
    const { username } = principal;
    const tags = new Map((await listTagDefinitions(tx)).map((tag) => [tag.guid, tag]));
    const { allowDuplicateDisplayName = false } = work.request;
    const saving = { deps, tx, username, now: deps.clock.now().getTime(), allowDuplicateDisplayName, tags };
    const made: TagDefinition[] = [];
    for (const draft of drafts) made.push(await work.saveOne(saving, draft));
    await recordAudit(tx, {
      actor: principal,
      action: work.action,
      objectKind: 'tag',
      objectId: made[0]?.name ?? '',
      detail: { tags: made.map(({ name, displayName }) => ({ name, displayName })) },
    });
    return saved(made);
  });
}

/**
 * Defines tags (Atlan wire: POST of `types/typedefs`); gives them in the order of the request, with the internal names they got.
 * Throws `permission_denied` (no `typedef.manage`), `field_invalid`, `display_name_missing`, `type_built_in`,
 * `operation_unsupported` for definitions other than tags, `typedef_exists` and `typedef_attribute_exists` for names that are
 * taken. Then nothing is defined.
 */
export function createTypedefs(deps: CatalogDeps, principal: Principal, request: TypedefsRequest): Promise<Typedefs> {
  return saveTypedefs(deps, principal, { request, action: 'tag.create', saveOne: create });
}

/**
 * Changes tags, found by guid or else by internal name (Atlan wire: PUT of `types/typedefs`). Attributes that are not sent stay.
 * COMPAT: one client creates by it, so a tag that is not found is defined. Throws as `createTypedefs` does.
 */
export function updateTypedefs(deps: CatalogDeps, principal: Principal, request: TypedefsRequest): Promise<Typedefs> {
  const saveOne: SaveOne = (saving, draft) => {
    const stored = findStored(saving, draft);
    return stored === null ? create(saving, draft) : change(saving, draft, stored);
  };
  return saveTypedefs(deps, principal, { request, action: 'tag.update', saveOne });
}
