import { CatalogError, type ErrorCode, type Problem } from '../../foundation/index.ts';
import type { Tx } from '../../postgres/index.ts';
import type { SaveScope, SaveTarget } from '../entities/save-scope.ts';
import { isPrimitive, parseAttributeType } from '../typedefs/attribute-type.ts';
import { builtInEnums, membersOf } from '../typedefs/enum-members.ts';
import { applicableTypes } from '../typedefs/set-attribute-rules.ts';
import { keepCustomMetadataSets, listEnumsByName, type TypeDefinition } from '../typedefs/type-definition.ts';
import type { TypeRegistry } from '../types/type-registry.ts';
import type { CustomMetadataRequest, SetRequest } from './custom-metadata-request.ts';
import type { TypedCustomMetadata, TypedValue } from './merge-custom-metadata.ts';
import { readSetValue, setAttribute, type SetAttribute } from './read-set-value.ts';

/** An attribute of a set, and the types of assets it is for; empty: all. */
interface KnownAttribute extends SetAttribute {
  readonly assetTypes: readonly string[];
}

type KnownSets = ReadonlyMap<string, ReadonlyMap<string, KnownAttribute>>;

/** One thing wrong with a request, and which refusal it takes by itself. */
interface Objection extends Problem {
  readonly code: ErrorCode;
}

const problemsMax = 50;

/** From the one that says most to the one that says least; what is refused for several reasons is refused for the first. */
const codes = ['custom_metadata_unknown', 'custom_metadata_attribute_unknown', 'field_invalid'] as const;

async function findMembers(tx: Tx, sets: readonly TypeDefinition[]): Promise<Map<string, readonly string[]>> {
  const items = sets.flatMap(({ attributeDefs }) =>
    attributeDefs.map(({ typeName }) => parseAttributeType(String(typeName)).item),
  );
  const named = items.filter((item) => !isPrimitive(item));
  const members = new Map(builtInEnums);
  for (const { name, elementDefs } of await listEnumsByName(tx, named)) members.set(name, membersOf(elementDefs));
  return members;
}

async function findKnownSets(tx: Tx, names: readonly string[]): Promise<KnownSets> {
  const sets = await keepCustomMetadataSets(tx, names);
  const members = await findMembers(tx, sets);
  return new Map(
    sets.map(({ name, attributeDefs }) => {
      const attributes = attributeDefs.map((definition): [string, KnownAttribute] => {
        const attribute = setAttribute(definition, (enumName) => members.get(enumName) ?? null);
        return [String(definition['name']), { ...attribute, assetTypes: applicableTypes(definition['options']) }];
      });
      return [name, new Map(attributes)];
    }),
  );
}

interface Judging {
  readonly types: TypeRegistry;
  readonly known: KnownSets;
  readonly objections: Objection[];
}

function judgeSet(
  { types, known, objections }: Judging,
  typeName: string,
  { name, request }: { readonly name: string; readonly request: SetRequest },
): ReadonlyMap<string, TypedValue> {
  const typed = new Map<string, TypedValue>();
  const attributes = known.get(name);
  if (attributes === undefined) {
    objections.push({ code: 'custom_metadata_unknown', path: request.at, message: 'unknown custom metadata set' });
    return typed;
  }
  for (const [id, value] of request.values) {
    const path = `${request.at}.${id}`;
    const attribute = attributes.get(id);
    const unknown = 'custom_metadata_attribute_unknown';
    if (attribute === undefined) objections.push({ code: unknown, path, message: 'unknown attribute of the set' });
    else if (value !== null && !isApplicable(types, attribute, typeName)) {
      objections.push({ code: unknown, path, message: `is no attribute of a \`${typeName}\`` });
    } else {
      const reading = readSetValue(attribute, value);
      if ('problem' in reading) objections.push({ code: 'field_invalid', path, message: reading.problem });
      else typed.set(id, reading);
    }
  }
  return typed;
}

function isApplicable(types: TypeRegistry, { assetTypes }: KnownAttribute, typeName: string): boolean {
  return assetTypes.length === 0 || assetTypes.some((above) => types.isA(typeName, above));
}

function requireNoObjections(objections: readonly Objection[]): void {
  const code = codes.find((candidate) => objections.some((objection) => objection.code === candidate));
  if (code === undefined) return;
  const details = objections.slice(0, problemsMax).map(({ path, message }) => ({ path, message }));
  throw new CatalogError(code, details.map(({ path, message }) => `${path}: ${message}`).join('; '), { details });
}

/** What is asked of an asset, when it counts. */
function requestOf({ customMetadataMode: mode }: SaveScope, target: SaveTarget): CustomMetadataRequest | null {
  return target.existing !== null && mode === 'ignore' ? null : target.customMetadata;
}

/**
 * What a save asks of the custom metadata of its targets, each value as its attribute says; of a target that asks nothing, or whose
 * request does not count, there is nothing. The sets stay until the transaction ends. A save that speaks of none asks the database nothing.
 * Throws `custom_metadata_unknown`, `custom_metadata_attribute_unknown` or `field_invalid`, with every problem.
 */
export async function judgeCustomMetadata(
  scope: SaveScope,
  targets: readonly SaveTarget[],
): Promise<ReadonlyMap<string, TypedCustomMetadata>> {
  const asked = targets.flatMap((target) => {
    const request = requestOf(scope, target);
    return request === null ? [] : [{ target, request }];
  });
  const names = new Set(asked.flatMap(({ request }) => [...request.keys()]));
  const known = names.size === 0 ? new Map<string, never>() : await findKnownSets(scope.tx, [...names]);
  const judging: Judging = { types: scope.types, known, objections: [] };
  const judged = asked.map(({ target, request }): [string, TypedCustomMetadata] => {
    const sets = [...request].map(([name, set]): [string, ReadonlyMap<string, TypedValue>] => [
      name,
      judgeSet(judging, target.typeName, { name, request: set }),
    ]);
    return [target.guid, new Map(sets)];
  });
  requireNoObjections(judging.objections);
  return new Map(judged);
}
