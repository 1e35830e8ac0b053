import {
  isJsonObject,
  parseJson,
  requireNoProblems,
  type JsonObject,
  type JsonValue,
  type Problem,
} from '../../foundation/index.ts';
import { parseSearch, type Search } from '../../search/index.ts';

/** Qualified names of the persona and the purpose through which the actor looks; `null` for neither. */
export interface SearchScopes {
  readonly persona: string | null;
  readonly purpose: string | null;
}

/** An index search as the Atlan wire asks for it. */
export interface IndexSearchRequest {
  readonly search: Search;
  /** Attributes and relationships to show; `name` and `qualifiedName` always are. */
  readonly attributes: readonly string[];
  /** Attributes to show of related assets. */
  readonly relationAttributes: readonly string[];
  readonly flags: Readonly<Record<Flag, boolean>>;
  /** What the result is restricted to, beside what the actor may read. */
  readonly scopes: SearchScopes;
  /** The body as it came, its `dsl` as an object, for the echo that clients page by. */
  readonly body: JsonObject;
}

/**
 * COMPAT: the last five change nothing. Relationships are shown exactly where they are asked for, every search is restricted to what the
 * actor may read, whatever is asked through a persona is asked through it alone, and what is said about logs stands in `requestMetadata`.
 */
const flags = [
  'showSearchMetadata',
  'showSearchScore',
  'excludeMeanings',
  'excludeClassifications',
  'includeClassificationNames',
  'allowDeletedRelations',
  'includeRelationshipAttributes',
  'showHighlights',
  'suppressLogs',
  'accessControlExclusive',
  'enableFullRestriction',
  'requestRelationshipAttrsForSearch',
] as const;
type Flag = (typeof flags)[number];

function readNames(body: JsonObject, member: string, problems: Problem[]): string[] {
  const names = body[member] ?? [];
  if (Array.isArray(names) && names.every((name) => typeof name === 'string')) return [...new Set<string>(names)];
  problems.push({ path: member, message: 'a list of names is accepted' });
  return [];
}

function readFlag(body: JsonObject, member: string, problems: Problem[]): boolean {
  const flag = body[member] ?? false;
  if (typeof flag === 'boolean') return flag;
  problems.push({ path: member, message: 'true or false is accepted' });
  return false;
}

function readScope(body: JsonObject, member: 'persona' | 'purpose', problems: Problem[]): string | null {
  const scope = body[member] ?? '';
  if (typeof scope === 'string') return scope === '' ? null : scope;
  problems.push({ path: member, message: `the qualified name of a ${member} is accepted` });
  return null;
}

/** COMPAT: the query body itself, or its text, which is how the echo has it. */
function readDsl({ dsl }: JsonObject, problems: Problem[]): JsonValue | undefined {
  if (typeof dsl !== 'string') return dsl;
  try {
    return parseJson(dsl) as JsonValue;
  } catch {
    problems.push({ path: 'dsl', message: 'text that is no JSON; an object is accepted, or its text' });
    return undefined;
  }
}

/**
 * Reads the body of an index search. COMPAT: members that it does not know are let pass and echoed, since each client sends
 * some of its own. Throws `query_rejected` with all problems.
 */
export function parseIndexSearchRequest(body: unknown): IndexSearchRequest {
  if (!isJsonObject(body)) {
    requireNoProblems('query_rejected', [{ path: '', message: 'an object with a `dsl` is accepted' }]);
  }
  const request = isJsonObject(body) ? body : {};
  const problems: Problem[] = [];
  const attributes = readNames(request, 'attributes', problems);
  // COMPAT: one client writes the name in another way.
  const related = request['relationAttributes'] === undefined ? 'relationsAttributes' : 'relationAttributes';
  const relationAttributes = readNames(request, related, problems);
  const read = flags.map((flag) => [flag, readFlag(request, flag, problems)] as const);
  const scopes = { persona: readScope(request, 'persona', problems), purpose: readScope(request, 'purpose', problems) };
  const dsl = readDsl(request, problems);
  requireNoProblems('query_rejected', problems);
  const flagsRead = Object.fromEntries(read) as Record<Flag, boolean>;
  const namesTags = attributes.includes('classificationNames');
  return {
    search: parseSearch(dsl, 'dsl', { scored: flagsRead.showSearchScore }),
    attributes,
    relationAttributes,
    flags: namesTags ? { ...flagsRead, includeClassificationNames: true } : flagsRead,
    scopes,
    body: { ...request, ...(dsl !== undefined && { dsl }) },
  };
}
