import { Type, type Static } from 'typebox';

const textOrNull = Type.Union([Type.String(), Type.Null()]);

/** A wrapping key, by its id; the key itself is never shown. */
export const VaultKey = Type.Object({
  id: Type.String({ description: '16 hex digits, made from the key' }),
  source: Type.Union(
    [Type.Literal('file'), Type.Literal('environment'), Type.Literal('kms'), Type.Literal('memory'), Type.Null()],
    { description: 'null: it is not here' },
  ),
  state: Type.Union(
    [Type.Literal('current'), Type.Literal('needed'), Type.Literal('removable'), Type.Literal('missing')],
    {
      description:
        'current: it wraps; needed: secrets lie under it; removable: none do; missing: some do, and it is not here',
    },
  ),
  secretCount: Type.Integer({ description: 'secrets under it' }),
});
export type VaultKey = Static<typeof VaultKey>;

/** The keys of this node, and what lies under each in the database. */
export const VaultStatus = Type.Object({
  currentKeyId: Type.String(),
  keys: Type.Array(VaultKey),
  secretCount: Type.Integer(),
  remainingCount: Type.Integer({ description: 'secrets to be wrapped with the current key' }),
  problem: Type.Union([Type.String(), Type.Null()], {
    description: 'what keeps a source of keys from being read again',
  }),
});
export type VaultStatus = Static<typeof VaultStatus>;

export const RotatedVaultKey = Type.Object({
  keyId: Type.String(),
  formerKeyId: Type.String(),
  at: Type.String({ description: 'when it takes over; ISO 8601' }),
});
export type RotatedVaultKey = Static<typeof RotatedVaultKey>;

export const RewrapRequest = Type.Object(
  {
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, description: 'most secrets to look at; 500' })),
    after: Type.Optional(Type.Union([Type.String(), Type.Null()], { description: '`next` of the batch before' })),
  },
  { additionalProperties: false },
);
export type RewrapRequest = Static<typeof RewrapRequest>;

export const RewrapBatch = Type.Object({
  rewrappedCount: Type.Integer(),
  passedOverCount: Type.Integer({ description: 'secrets that did not open; they stay as they are' }),
  next: textOrNull,
  status: VaultStatus,
});
export type RewrapBatch = Static<typeof RewrapBatch>;
