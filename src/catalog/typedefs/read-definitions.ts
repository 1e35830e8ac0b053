import {
  CatalogError,
  requireNoProblems,
  type JsonObject,
  type JsonValue,
  type Problem,
} from '../../foundation/index.ts';
import { readDefinition, type DefinitionDraft } from './definition-draft.ts';

/** The lists of a request whose types people define. */
export const definedLists = ['enumDefs', 'structDefs', 'classificationDefs', 'businessMetadataDefs'] as const;
export type DefinedList = (typeof definedLists)[number];
export type DraftLists = Readonly<Record<DefinedList, readonly DefinitionDraft[]>>;

const definitionsMax = 1_000;
const fixedLists = ['entityDefs', 'relationshipDefs'] as const;

/** Types of assets and of links come with the server. */
function refuseFixedLists(lists: JsonObject): void {
  const named = fixedLists.find((list) => Array.isArray(lists[list]) && lists[list].length > 0);
  if (named === undefined) return;
  const accepted = definedLists.map((list) => `\`${list}\``).join(', ');
  throw new CatalogError('operation_unsupported', `\`${named}\` cannot be changed; accepted: ${accepted}`);
}

function readList(list: DefinedList, listed: JsonValue, problems: Problem[]): DefinitionDraft[] {
  if (!Array.isArray(listed) || listed.length > definitionsMax) {
    problems.push({ path: list, message: `must be a list of at most ${definitionsMax}` });
    return [];
  }
  const isPlain = list === 'enumDefs' || list === 'structDefs';
  const attributeKey = isPlain ? 'name' : 'displayName';
  return (listed as readonly JsonValue[]).flatMap(
    (value, index) => readDefinition(value, { at: `${list}[${index}]`, problems, attributeKey }) ?? [],
  );
}

/** The definitions that a request lists. Throws `field_invalid` with every problem, `operation_unsupported` for what never changes. */
export function readDefinitions(lists: JsonObject): DraftLists {
  refuseFixedLists(lists);
  const problems: Problem[] = [];
  const read = (list: DefinedList) => readList(list, lists[list] ?? [], problems);
  const drafts = {
    enumDefs: read('enumDefs'),
    structDefs: read('structDefs'),
    classificationDefs: read('classificationDefs'),
    businessMetadataDefs: read('businessMetadataDefs'),
  };
  requireNoProblems('field_invalid', problems);
  return drafts;
}
