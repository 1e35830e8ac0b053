import { isJsonObject, type JsonObject, type JsonValue } from '../../foundation/index.ts';

/** In this order, what a tag of the source is called last: the queries of official clients rest on it (Atlan wire, text of tags). */
const membersInOrder = [
  'sourceTagName',
  'sourceTagGuid',
  'sourceTagConnectorName',
  'isSourceTagSynced',
  'sourceTagSyncTimestamp',
  'sourceTagValue',
  'sourceTagQualifiedName',
] as const;

function attributesOf(value: JsonValue): JsonObject {
  if (!isJsonObject(value)) return {};
  return isJsonObject(value['attributes']) ? value['attributes'] : value;
}

function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]) : [];
}

function scalarText(value: JsonValue | undefined): string[] {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? [String(value)] : [];
}

function valueText(value: JsonValue): string[] {
  const { tagAttachmentKey, tagAttachmentValue } = attributesOf(value);
  return [
    ...scalarText(tagAttachmentKey).flatMap((text) => ['tagAttachmentKey', text]),
    ...scalarText(tagAttachmentValue).flatMap((text) => ['tagAttachmentValue', text]),
  ];
}

function attachmentText(attachment: JsonValue): string[] {
  const attributes = attributesOf(attachment);
  return membersInOrder.flatMap((member) => {
    const value = attributes[member];
    const text = member === 'sourceTagValue' ? listOf(value).flatMap(valueText) : scalarText(value);
    return text.length === 0 ? [] : [member, ...text];
  });
}

/** What a tag on an asset is found by: its internal name, then what its attributes say of the tags of the source. */
export function renderTagText(name: string, attributes: JsonObject): string {
  const attached = Object.entries(attributes).flatMap(([attribute, value]) => [
    attribute,
    ...listOf(value).flatMap(attachmentText),
  ]);
  return [name, ...attached].join(' ');
}
