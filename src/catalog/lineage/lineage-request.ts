import {
  isJsonObject,
  requireNoProblems,
  type JsonObject,
  type JsonValue,
  type Problem,
} from '../../foundation/index.ts';
import { type Ast } from '../../search/index.ts';
import type { ShownParts } from '../search/render-hit.ts';
import { readCriteria } from './filter-criteria.ts';
import type { Direction } from './lineage-scope.ts';

/** A lineage list as the Atlan wire asks for it. */
export interface LineageListRequest {
  readonly guid: string;
  readonly direction: Direction;
  /** Levels: a process and what it makes are one. */
  readonly depth: number;
  readonly from: number;
  readonly size: number;
  /** What is listed. */
  readonly shown: Ast;
  /** What is walked through. */
  readonly nodes: Ast;
  readonly links: Ast;
  readonly immediateNeighbours: boolean;
  readonly parts: ShownParts;
  /** The body with what was left out, for the echo that clients page by. */
  readonly body: JsonObject;
}

/** COMPAT: what official clients send for no limit at all. */
const depthDefault = 1_000_000;
const numberMax = 2_147_483_647;
const sizeDefault = 10;
const sizeMax = 10_000;
const fromMax = 100_000;

/** A body that is being read, and what was wrong with it. */
export interface BodyReader {
  readonly body: JsonObject;
  readonly problems: Problem[];
}

/** A whole number within bounds; absent and null are the default. */
export function readWhole(
  { body, problems }: BodyReader,
  member: string,
  { least, most, absent }: { least: number; most: number; absent: number },
): number {
  const value = body[member] ?? absent;
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value;
  problems.push({ path: member, message: `a whole number from ${least} to ${most} is accepted` });
  return absent;
}

export function readBoolean({ body, problems }: BodyReader, member: string): boolean {
  const value = body[member] ?? false;
  if (typeof value === 'boolean') return value;
  problems.push({ path: member, message: 'true or false is accepted' });
  return false;
}

export function readNames({ body, problems }: BodyReader, member: string): string[] {
  const value: JsonValue = body[member] ?? [];
  if (Array.isArray(value) && value.every((name) => typeof name === 'string')) return [...new Set<string>(value)];
  problems.push({ path: member, message: 'a list of names is accepted' });
  return [];
}

export function readGuid({ body, problems }: BodyReader): string {
  const { guid } = body;
  if (typeof guid === 'string' && guid !== '') return guid;
  problems.push({ path: 'guid', message: 'is missing; accepted: the guid of an asset or a process' });
  return '';
}

/** Which parts of an asset are shown (Atlan wire: lineage list). */
export function readParts(reader: BodyReader): ShownParts {
  return {
    attributes: readNames(reader, 'attributes'),
    relationAttributes: readNames(reader, 'relationAttributes'),
    flags: {
      excludeMeanings: readBoolean(reader, 'excludeMeanings'),
      excludeClassifications: readBoolean(reader, 'excludeClassifications'),
      includeClassificationNames: false,
      allowDeletedRelations: false,
      includeRelationshipAttributes: false,
    },
  };
}

function readDirection({ body, problems }: BodyReader): Direction {
  const { direction } = body;
  if (direction === 'INPUT' || direction === 'OUTPUT') return direction;
  const said = direction === 'BOTH' ? 'a list goes one way; ' : '';
  problems.push({ path: 'direction', message: `${said}\`INPUT\` (upstream) or \`OUTPUT\` (downstream) is accepted` });
  return 'OUTPUT';
}

/** A body as an object; `field_invalid` for anything else. */
export function requireObject(body: unknown): JsonObject {
  if (isJsonObject(body)) return body;
  requireNoProblems('field_invalid', [{ path: '', message: 'an object with a `guid` is accepted' }]);
  return {};
}

/**
 * Reads the body of a lineage list. COMPAT: members that it does not know are let pass and echoed. Throws `field_invalid` with all
 * problems, each with its path.
 */
export function parseLineageListRequest(sent: unknown): LineageListRequest {
  const body = requireObject(sent);
  const problems: Problem[] = [];
  const reader: BodyReader = { body, problems };
  const guid = readGuid(reader);
  const direction = readDirection(reader);
  const depth = readWhole(reader, 'depth', { least: 1, most: numberMax, absent: depthDefault });
  const from = readWhole(reader, 'from', { least: 0, most: fromMax, absent: 0 });
  const size = readWhole(reader, 'size', { least: 0, most: sizeMax, absent: sizeDefault });
  const criteria = (at: string): Ast => readCriteria(body[at], { at, problems });
  const request = {
    ...{ guid, direction, depth, from, size },
    shown: criteria('entityFilters'),
    nodes: criteria('entityTraversalFilters'),
    links: criteria('relationshipTraversalFilters'),
    immediateNeighbours: readBoolean(reader, 'immediateNeighbours'),
    parts: readParts(reader),
    body: { ...body, depth, from, size },
  };
  requireNoProblems('field_invalid', problems.slice(0, 50));
  return request;
}
