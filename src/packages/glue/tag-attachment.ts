import { isJsonObject, type JsonObject, type JsonValue } from '../../foundation/index.ts';
import { type SourceTag } from './tag-definitions.ts';

/** A tag as it is on an asset, in its wire form. */
export type AttachedTag = JsonObject;

/** The Database of the crawl stands for the Lake Formation that its tags come from. */
export const sourceTagName = (databaseQualifiedName: string, { key }: SourceTag): string =>
  `${databaseQualifiedName}/lf-tags/${key}`;

interface Origin {
  readonly tag: SourceTag;
  readonly databaseQualifiedName: string;
}

/** The tag with the value of the source; what other sources say of it on the asset stays. */
export function attachmentOf(
  { tag, databaseQualifiedName }: Origin,
  value: string,
  { before, at }: { readonly before: AttachedTag | null; readonly at: number },
): JsonObject {
  const attributes = {
    sourceTagName: tag.key,
    sourceTagConnectorName: 'glue',
    isSourceTagSynced: true,
    sourceTagSyncTimestamp: at,
    sourceTagValue: [
      { typeName: 'SourceTagAttachmentValue', attributes: { tagAttachmentKey: tag.key, tagAttachmentValue: value } },
    ],
    sourceTagQualifiedName: sourceTagName(databaseQualifiedName, tag),
  };
  const others = listOf(before, tag).filter((attachment) => !isOwn(attachment, { tag, databaseQualifiedName }));
  const list = [...others, { typeName: 'SourceTagAttachment', attributes }];
  return { typeName: tag.name, attributes: { [tag.attribute]: list } };
}

/** What is left of the tag without this source; `null` when it was all that the tag was there for. */
export function withoutAttachment(origin: Origin, before: AttachedTag): JsonObject | null {
  const others = listOf(before, origin.tag).filter((attachment) => !isOwn(attachment, origin));
  return others.length === 0 ? null : { typeName: origin.tag.name, attributes: { [origin.tag.attribute]: others } };
}

/** The value that this source attached; `null` for a tag that others put there. */
export function ownValue(origin: Origin, attached: AttachedTag): string | null {
  const own = listOf(attached, origin.tag).find((attachment) => isOwn(attachment, origin));
  if (own === undefined) return null;
  const values = attributesOf(own)['sourceTagValue'];
  const [first] = Array.isArray(values) ? (values as readonly JsonValue[]) : [];
  return String(attributesOf(first)['tagAttachmentValue'] ?? '');
}

const isOwn = (attachment: JsonValue, { tag, databaseQualifiedName }: Origin): boolean =>
  attributesOf(attachment)['sourceTagQualifiedName'] === sourceTagName(databaseQualifiedName, tag);

function listOf(attached: AttachedTag | null, { attribute }: SourceTag): readonly JsonValue[] {
  const list = attributesOf(attached ?? undefined)[attribute];
  return Array.isArray(list) ? (list as readonly JsonValue[]) : [];
}

function attributesOf(value: JsonValue | undefined): JsonObject {
  const attributes = isJsonObject(value) ? value['attributes'] : undefined;
  return isJsonObject(attributes) ? attributes : {};
}
