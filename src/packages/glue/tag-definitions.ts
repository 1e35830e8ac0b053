import { type CatalogDeps, createTypedefs, listTypedefs, updateTypedefs } from '../../catalog/index.ts';
import { isCatalogError, type JsonObject } from '../../foundation/index.ts';
import { type RunContext } from '../../workflows/index.ts';

/** A tag of the catalog that says what the source says. */
export interface SourceTag {
  /** What Lake Formation calls it. */
  readonly key: string;
  /** Internal name of the tag. */
  readonly name: string;
  /** Internal name of its attribute `sourceTagAttachment` (Atlan wire, tag on asset). */
  readonly attribute: string;
}

const attributeName = 'sourceTagAttachment';
const attributeDef = {
  name: attributeName,
  displayName: attributeName,
  typeName: 'array<SourceTagAttachment>',
  isOptional: true,
};

/** Every tag that can say what a source says; found by what people call it, which is the key at the source. */
export async function listSourceTags(catalog: CatalogDeps): Promise<Map<string, SourceTag>> {
  const tags = new Map<string, SourceTag>();
  for (const definition of await listTags(catalog)) {
    const tag = sourceTagOf(definition);
    if (tag !== null && !tags.has(tag.key)) tags.set(tag.key, tag);
  }
  return tags;
}

async function listTags(catalog: CatalogDeps): Promise<readonly JsonObject[]> {
  return (await listTypedefs(catalog, ['CLASSIFICATION'])).classificationDefs;
}

function sourceTagOf({ name, displayName, attributeDefs }: JsonObject): SourceTag | null {
  const defs = Array.isArray(attributeDefs) ? (attributeDefs as readonly JsonObject[]) : [];
  const attribute = defs.find((def) => def['displayName'] === attributeName);
  return attribute === undefined
    ? null
    : { key: String(displayName), name: String(name), attribute: String(attribute['name']) };
}

/**
 * Makes a tag for every key that has none, and lets one say what a source says that people made. Without the right to change
 * definitions the other keys go on, and the log names what is left out.
 */
export async function prepareSourceTags(
  catalog: CatalogDeps,
  ctx: RunContext,
  keys: readonly string[],
): Promise<ReadonlyMap<string, SourceTag>> {
  const definitions = await listTags(catalog);
  const tags = await listSourceTags(catalog);
  for (const key of keys.filter((candidate) => !tags.has(candidate))) {
    const stored = definitions.find(({ displayName }) => displayName === key);
    try {
      const lists = {
        classificationDefs: [stored === undefined ? newTag(key) : { ...stored, attributeDefs: withAttribute(stored) }],
      };
      await (stored === undefined ? createTypedefs : updateTypedefs)(catalog, ctx.principal, { lists });
    } catch (error) {
      if (!isCatalogError(error)) throw error;
      await ctx.log('warn', `there is no tag for \`${key}\` of Lake Formation, and none can be made: ${error.message}`);
    }
  }
  return listSourceTags(catalog);
}

const newTag = (key: string): JsonObject => ({
  category: 'CLASSIFICATION',
  name: key,
  displayName: key,
  description: `The tag \`${key}\` of AWS Lake Formation`,
  options: { color: 'Gray', iconName: 'atlanTags', imageID: '', iconType: 'icon' },
  attributeDefs: [attributeDef],
});

function withAttribute({ attributeDefs }: JsonObject): JsonObject[] {
  return [...(Array.isArray(attributeDefs) ? (attributeDefs as JsonObject[]) : []), attributeDef];
}
