import { CatalogError, newGuid, type JsonObject, type Problem } from '../../foundation/index.ts';
import { isCompatible } from './attribute-type.ts';
import type { DefinitionDraft } from './definition-draft.ts';
import { builtInEnums } from './enum-members.ts';
import { changeMark, newMark, type PlannedDefinition, type SavingTypedefs } from './saving-typedefs.ts';
import { attributeProblems, keptAttribute, optionProblems } from './set-attribute-rules.ts';
import { newInternalName, type TagDefinition } from './tag-definition.ts';
import type { TypeDefinition } from './type-definition.ts';

function requireName(saving: SavingTypedefs, draft: DefinitionDraft, displayName: string | null): string {
  const path = `${draft.at}.displayName`;
  if (displayName === null || displayName === '') {
    throw new CatalogError('display_name_missing', `\`${path}\` is missing`, {
      details: [{ path, message: 'is missing' }],
    });
  }
  if (!saving.builtIn.has(displayName)) return displayName;
  throw new CatalogError('type_built_in', `\`${path}\`: \`${displayName}\` is the name of a built-in type`);
}

/** What is called by people and kept by an internal name: tags and sets of custom metadata. */
interface Named<Definition extends TagDefinition> {
  readonly noun: string;
  readonly known: ReadonlyMap<string, Definition>;
}

function requireFreeName<Definition extends TagDefinition>(
  saving: SavingTypedefs,
  draft: DefinitionDraft,
  { noun, known, after }: Named<Definition> & { readonly after: TagDefinition },
): void {
  if (saving.allowDuplicateDisplayName || draft.allowsDuplicate) return;
  const { guid, displayName } = after;
  const taken = [...known.values()].find((other) => other.guid !== guid && other.displayName === displayName);
  if (taken === undefined) return;
  throw new CatalogError('typedef_exists', `\`${draft.at}.displayName\`: a ${noun} \`${displayName}\` exists already`);
}

/** The one that a draft speaks of: by its guid, else by its internal name. */
function findStored<Definition extends TagDefinition>(
  { creates }: SavingTypedefs,
  { guid, name }: DefinitionDraft,
  { known }: Named<Definition>,
): Definition | null {
  if (creates) return null;
  const byGuid = guid === null ? undefined : known.get(guid.toLowerCase());
  return byGuid ?? [...known.values()].find((definition) => definition.name === name) ?? null;
}

/**
 * The attributes after the request: those it names by their internal name change, others of it are new and get a name, and those it
 * does not speak of stay (Atlan wire: update of definitions).
 */
function mergeAttributeDefs(stored: readonly JsonObject[], draft: DefinitionDraft): JsonObject[] {
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

function planNew(saving: SavingTypedefs, draft: DefinitionDraft, displayName: string | null): TagDefinition {
  return {
    guid: newGuid(),
    name: newInternalName(),
    displayName: requireName(saving, draft, displayName),
    description: draft.description,
    options: draft.options ?? {},
    attributeDefs: mergeAttributeDefs([], draft),
    ...newMark(saving),
  };
}

function planChange(saving: SavingTypedefs, draft: DefinitionDraft, stored: TagDefinition): TagDefinition {
  return {
    ...stored,
    displayName: draft.displayName === null ? stored.displayName : requireName(saving, draft, draft.displayName),
    description: draft.description ?? stored.description,
    options: draft.options ?? stored.options,
    attributeDefs: mergeAttributeDefs(stored.attributeDefs, draft),
    ...changeMark(saving, stored),
  };
}

/** Plans a tag: changed where it is found by guid or internal name and the request does not create, else defined. */
export function planTagDefinition(saving: SavingTypedefs, draft: DefinitionDraft): PlannedDefinition<TagDefinition> {
  const named = { noun: 'tag', known: saving.tags };
  const stored = findStored(saving, draft, named);
  const after = stored === null ? planNew(saving, draft, draft.displayName) : planChange(saving, draft, stored);
  if (after.displayName !== stored?.displayName) requireFreeName(saving, draft, { ...named, after });
  saving.tags.set(after.guid, after);
  return { after, isNew: stored === null };
}

function enumNamesOf({ defined }: SavingTypedefs): Set<string> {
  const own = [...defined.values()].filter(({ category }) => category === 'ENUM').map(({ name }) => name);
  return new Set([...builtInEnums.keys(), ...own]);
}

/** What is wrong with the attributes that a request sends of a set; those it leaves alone were judged when they came. */
function setProblems(saving: SavingTypedefs, draft: DefinitionDraft, stored: TypeDefinition | null): Problem[] {
  const scope = { types: saving.types, enumNames: enumNamesOf(saving) };
  const known = new Map((stored?.attributeDefs ?? []).map((attribute) => [attribute['name'], attribute['typeName']]));
  const sent = (draft.attributeDefs ?? []).flatMap((attribute, index) => {
    const at = `${draft.at}.attributeDefs[${index}]`;
    const before = known.get(String(attribute['name']));
    // The enumeration of a stored attribute may be gone; then any text is a value of it.
    if (before === attribute['typeName']) return attributeProblems({ ...scope, enumNames: null }, attribute, at);
    const problems = attributeProblems(scope, attribute, at);
    if (before === undefined || isCompatible(String(before), String(attribute['typeName']))) return problems;
    return [...problems, { path: `${at}.typeName`, message: `is \`${String(before)}\` and never changes` }];
  });
  return [...optionProblems(draft.options ?? {}, `${draft.at}.options`), ...sent];
}

/**
 * Plans a set of custom metadata: changed where it is found by guid or internal name and the request does not create, else defined.
 * Adds what is wrong with it to the problems of the request.
 */
export function planSetDefinition(saving: SavingTypedefs, draft: DefinitionDraft): PlannedDefinition<TypeDefinition> {
  const sets = [...saving.defined].filter(([, { category }]) => category === 'BUSINESS_METADATA');
  const named = { noun: 'set of custom metadata', known: new Map(sets) };
  const stored = findStored(saving, draft, named);
  saving.problems.push(...setProblems(saving, draft, stored));
  const planned =
    stored === null ? planNew(saving, draft, draft.displayName ?? draft.name) : planChange(saving, draft, stored);
  const attributeDefs = planned.attributeDefs.map(keptAttribute);
  const after: TypeDefinition = { ...planned, attributeDefs, elementDefs: [], category: 'BUSINESS_METADATA' };
  if (after.displayName !== stored?.displayName) requireFreeName(saving, draft, { ...named, after });
  saving.defined.set(after.guid, after);
  return { after, isNew: stored === null };
}
