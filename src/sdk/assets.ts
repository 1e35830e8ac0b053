/** An asset as search and single reads give it. `attributes` holds what was asked for. */
export interface Asset {
  guid: string;
  typeName: string;
  name: string;
  qualifiedName: string;
  status: 'ACTIVE' | 'DELETED';
  createdAt: Date | null;
  updatedAt: Date | null;
  createdBy: string | null;
  attributes: Record<string, unknown>;
  /** What the asset is linked to; only single reads give it. */
  relationshipAttributes: Record<string, unknown>;
}

/** An entity of the Atlan wire: its header in search answers, or the whole in single reads. */
export interface WireEntity {
  guid: string;
  typeName: string;
  displayText?: string;
  status?: 'ACTIVE' | 'DELETED';
  createTime?: number;
  updateTime?: number;
  createdBy?: string;
  attributes?: Record<string, unknown>;
  relationshipAttributes?: Record<string, unknown>;
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

export function readAsset(wire: WireEntity): Asset {
  const attributes = wire.attributes ?? {};
  const qualifiedName = textOf(attributes['qualifiedName']) ?? '';
  return {
    guid: wire.guid,
    typeName: wire.typeName,
    name: textOf(attributes['name']) ?? wire.displayText ?? qualifiedName,
    qualifiedName,
    status: wire.status ?? 'ACTIVE',
    createdAt: wire.createTime === undefined ? null : new Date(wire.createTime),
    updatedAt: wire.updateTime === undefined ? null : new Date(wire.updateTime),
    createdBy: wire.createdBy ?? null,
    attributes,
    relationshipAttributes: wire.relationshipAttributes ?? {},
  };
}
