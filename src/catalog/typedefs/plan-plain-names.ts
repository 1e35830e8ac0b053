import { CatalogError, newGuid, type JsonObject, type Problem } from '../../foundation/index.ts';
import { isPrimitive } from './attribute-type.ts';
import type { DefinitionDraft } from './definition-draft.ts';
import { membersOf } from './enum-members.ts';
import { changeMark, newMark, type PlannedDefinition, type SavingTypedefs } from './saving-typedefs.ts';
import type { TypeDefinition } from './type-definition.ts';

type PlainCategory = 'ENUM' | 'STRUCT';

function findStored(
  { defined }: SavingTypedefs,
  { guid, name }: DefinitionDraft,
  category: PlainCategory,
): TypeDefinition | null {
  const byGuid = guid === null ? undefined : defined.get(guid.toLowerCase());
  const found = byGuid ?? [...defined.values()].find((definition) => definition.name === name);
  return found?.category === category ? found : null;
}

function requireName(saving: SavingTypedefs, { at, name }: DefinitionDraft): string {
  if (name === null || name === '') {
    saving.problems.push({ path: `${at}.name`, message: 'is missing' });
    return '';
  }
  if (saving.builtIn.has(name) || isPrimitive(name)) {
    throw new CatalogError('type_built_in', `\`${at}.name\`: \`${name}\` is a built-in type`);
  }
  if (![...saving.defined.values()].some((definition) => definition.name === name)) return name;
  throw new CatalogError('type_exists', `\`${at}.name\`: a type \`${name}\` exists already`);
}

function planPlain(
  saving: SavingTypedefs,
  draft: DefinitionDraft,
  { category, stored }: { readonly category: PlainCategory; readonly stored: TypeDefinition | null },
): TypeDefinition {
  if (stored !== null) {
    return {
      ...stored,
      displayName: draft.displayName ?? stored.displayName,
      description: draft.description ?? stored.description,
      options: draft.options ?? stored.options,
      ...changeMark(saving, stored),
    };
  }
  const name = requireName(saving, draft);
  return {
    ...{ guid: newGuid(), category, name, displayName: draft.displayName ?? name, description: draft.description },
    ...{ options: draft.options ?? {}, attributeDefs: [], elementDefs: [], ...newMark(saving) },
  };
}

/** The members as sent, each with a place in the order; one that says none gets that of the list. */
function readElements(draft: DefinitionDraft, problems: Problem[]): JsonObject[] {
  const elements = (draft.elementDefs ?? []).map((element, index): JsonObject => {
    const ordinal = element['ordinal'] ?? null;
    if (Number.isInteger(ordinal)) return element;
    if (ordinal !== null)
      problems.push({ path: `${draft.at}.elementDefs[${index}].ordinal`, message: 'is not a whole number' });
    return { ...element, ordinal: index };
  });
  const values = membersOf(elements);
  for (const [index, value] of values.entries()) {
    if (values.indexOf(value) === index) continue;
    problems.push({ path: `${draft.at}.elementDefs[${index}].value`, message: `\`${value}\` is there already` });
  }
  return elements;
}

/**
 * Plans an enumeration: its members replaced where it is found by guid or name and the request does not create, else defined. Values on
 * assets stay what they are: they are judged when they are written.
 */
export function planEnumDefinition(saving: SavingTypedefs, draft: DefinitionDraft): PlannedDefinition<TypeDefinition> {
  const stored = saving.creates ? null : findStored(saving, draft, 'ENUM');
  const base = planPlain(saving, draft, { category: 'ENUM', stored });
  const elements = readElements(draft, saving.problems);
  if (stored === null && draft.elementDefs === null) {
    saving.problems.push({ path: `${draft.at}.elementDefs`, message: 'is missing' });
  }
  const after = { ...base, elementDefs: draft.elementDefs === null ? base.elementDefs : elements };
  saving.defined.set(after.guid, after);
  return { after, isNew: stored === null };
}

/** The attributes after the request, by their names; those that it does not speak of stay. */
function mergeAttributes(stored: readonly JsonObject[], draft: DefinitionDraft): JsonObject[] {
  const merged = new Map(stored.map((attribute) => [String(attribute['name']), attribute]));
  const sent = (draft.attributeDefs ?? []).map((attribute) => String(attribute['name']));
  const twice = sent.find((name, index) => sent.indexOf(name) !== index);
  if (twice !== undefined) {
    throw new CatalogError('typedef_attribute_exists', `\`${draft.at}.attributeDefs\`: \`${twice}\` stands twice`);
  }
  for (const attribute of draft.attributeDefs ?? []) {
    const name = String(attribute['name']);
    merged.set(name, { ...merged.get(name), ...attribute });
  }
  return [...merged.values()];
}

/** Plans a struct: changed where it is found by guid or name and the request does not create, else defined. */
export function planStructDefinition(
  saving: SavingTypedefs,
  draft: DefinitionDraft,
): PlannedDefinition<TypeDefinition> {
  const stored = saving.creates ? null : findStored(saving, draft, 'STRUCT');
  const base = planPlain(saving, draft, { category: 'STRUCT', stored });
  const after = { ...base, attributeDefs: mergeAttributes(base.attributeDefs, draft) };
  saving.defined.set(after.guid, after);
  return { after, isNew: stored === null };
}
