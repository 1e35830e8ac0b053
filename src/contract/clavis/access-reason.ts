import { Type, type Static } from 'typebox';

/** One of these words. */
function literals<const Word extends string>(...words: readonly Word[]) {
  return Type.Unsafe<Word>(Type.Union(words.map((word) => Type.Literal(word))));
}

const count = Type.Integer({ minimum: 0 });
const moment = Type.String({ description: 'ISO 8601 in UTC' });
const Action = Type.String({ description: 'such as `asset.read`' });

/** A person, API token or OAuth client. */
export const NamedActor = Type.Object({
  id: Type.String(),
  kind: literals('user', 'token', 'client'),
  username: Type.String(),
});
export type NamedActor = Static<typeof NamedActor>;

export const NamedAsset = Type.Object({
  guid: Type.String(),
  typeName: Type.String(),
  qualifiedName: Type.String(),
});

const ExplainedAsset = Type.Object({ ...NamedAsset.properties, name: Type.String() });

/** Where a right comes from. */
export const GrantName = Type.Object({
  id: Type.String({ description: 'as decisions name it' }),
  kind: literals('policy', 'connection-admin', 'collection', 'workspace', 'token-scope'),
  name: Type.String(),
  guid: Type.Optional(Type.String()),
  parent: Type.Optional(
    Type.Object({
      kind: literals('persona', 'purpose'),
      guid: Type.String(),
      name: Type.String(),
      qualifiedName: Type.String(),
    }),
  ),
});
export type GrantName = Static<typeof GrantName>;

const Reason = Type.Unknown({
  description:
    'the tree of the policy’s condition: {kind, match, of: […]} for `and`, `or`, `not`, else {kind, match, wanted: [text], got: [text]}',
});

const Considered = Type.Object({
  id: Type.String(),
  effect: literals('allow', 'deny', 'mask'),
  matched: Type.Boolean(),
  why: Reason,
  from: GrantName,
});

const Remedy = Type.Object({
  kind: Type.String(),
  text: Type.String(),
  guid: Type.Optional(Type.String()),
});

const AppliedMask = Type.Object({ id: Type.String(), mask: Type.String() });
const Scopes = Type.Object({
  readOnly: Type.Optional(Type.Boolean()),
  connections: Type.Optional(Type.Array(Type.String())),
  actions: Type.Optional(Type.Array(Type.String())),
});
const scopesOrNull = Type.Union([Scopes, Type.Null()]);

/** Why an actor may or may not. */
export const AccessExplanation = Type.Object({
  decision: literals('allow', 'deny'),
  stage: literals('authentication', 'ceiling', 'deny', 'allow', 'no_grant'),
  action: Action,
  sentence: Type.Optional(Type.String({ description: 'absent when it would name what the caller may not read' })),
  actor: Type.Object({ ...NamedActor.properties, state: literals('active', 'disabled', 'deleted', 'expired') }),
  asset: ExplainedAsset,
  ceiling: Type.Object({
    role: Type.String(),
    scopes: Type.Optional(scopesOrNull),
    ok: Type.Boolean({ description: 'neither the role nor the scopes take it away' }),
  }),
  by: Type.Array(GrantName),
  considered: Type.Array(Considered),
  hidden: Type.Object({ by: count, considered: count }, { description: 'how many the caller may not read' }),
  missing: Type.Optional(
    Type.Object(
      { lift: Type.Array(Remedy), oneOf: Type.Array(Remedy), hidden: count },
      { description: 'what would allow it: all of `lift`, and one of `oneOf` where it has entries' },
    ),
  ),
  grantors: Type.Optional(
    Type.Object({
      connectionAdmins: Type.Optional(Type.Array(Type.String())),
      workspaceOwners: Type.Optional(Type.Array(Type.String())),
    }),
  ),
  masks: Type.Array(AppliedMask),
  epoch: Type.Integer({ description: 'grows with every change of who may do what' }),
  trace: Type.String({ description: 'who has access.explain opens it under /access/denials' }),
});
export type AccessExplanation = Static<typeof AccessExplanation>;

const assetQuery = {
  asset: Type.Optional(Type.String({ description: 'guid; or typeName and qualifiedName' })),
  typeName: Type.Optional(Type.String()),
  qualifiedName: Type.Optional(Type.String()),
};
const format = Type.Optional(literals('json', 'csv'));
const at = Type.Optional(
  Type.String({ description: 'a past date or time, ISO 8601 in UTC; a date is its end. Assets are counted as of now' }),
);

export const ExplainParameters = Type.Object({
  actor: Type.Optional(
    Type.String({ description: 'username, client id, guid of an API token or of an actor; `me` when absent' }),
  ),
  action: Action,
  ...assetQuery,
});
export const WhoParameters = Type.Object({ action: Action, ...assetQuery, format });
export const GrantsParameters = Type.Object({ at, format });
export const UnusedParameters = Type.Object({
  days: Type.Optional(Type.Integer({ minimum: 1, maximum: 3650, description: 'absent: 90' })),
});

/** What was recorded of refused requests. */
export const DenialList = Type.Object({
  trace: Type.String(),
  denials: Type.Array(
    Type.Object({
      sequence: Type.Integer(),
      at: moment,
      action: Type.String({ description: '`request.deny`, `secret.retired-use` or `access.explain`' }),
      actorId: Type.Union([Type.String(), Type.Null()]),
      actorName: Type.String(),
      objectKind: Type.String(),
      objectId: Type.String({ description: 'the operation that was refused, or the asset that was asked about' }),
      detail: Type.Record(Type.String(), Type.Unknown()),
    }),
  ),
});
export type DenialList = Static<typeof DenialList>;

const attributes = Type.Record(Type.String(), Type.Unknown(), {
  description: 'attributes of an AuthPolicy in the words of the Atlan wire',
});
const strict = { additionalProperties: false } as const;
const Link = Type.Object(
  {
    persona: Type.String({ description: 'qualified name or guid' }),
    actor: Type.Optional(Type.String({ description: 'username or client id' })),
    group: Type.Optional(Type.String()),
  },
  strict,
);

/** A change that is only thought of. */
export const AccessDraft = Type.Object(
  {
    add: Type.Optional(
      Type.Array(
        Type.Object(
          { persona: Type.Optional(Type.String()), purpose: Type.Optional(Type.String()), attributes },
          strict,
        ),
        { maxItems: 500 },
      ),
    ),
    update: Type.Optional(Type.Array(Type.Object({ guid: Type.String(), attributes }, strict), { maxItems: 500 })),
    remove: Type.Optional(Type.Array(Type.String({ description: 'guid of a policy' }), { maxItems: 500 })),
    link: Type.Optional(Type.Array(Link, { maxItems: 500 })),
    unlink: Type.Optional(Type.Array(Link, { maxItems: 500 })),
  },
  strict,
);
export type AccessDraft = Static<typeof AccessDraft>;

const ActionCount = Type.Object({ action: Action, count });
const AssetSide = Type.Object({
  assets: count,
  perAction: Type.Array(ActionCount),
  samples: Type.Array(NamedAsset, { description: 'at most ten, of those that the caller may read' }),
});

/** Who would gain and lose what. */
export const Simulation = Type.Object({
  changes: Type.Array(
    Type.Object({
      actorCount: count,
      actors: Type.Optional(Type.Array(NamedActor, { description: 'at most a hundred' })),
      gained: AssetSide,
      lost: AssetSide,
    }),
  ),
  totals: Type.Object({ affected: count, gaining: count, losing: count }),
  epoch: Type.Integer(),
});
export type Simulation = Static<typeof Simulation>;

/** Everybody who may. */
export const WhoCan = Type.Object({
  action: Action,
  asset: ExplainedAsset,
  actors: Type.Array(
    Type.Object({
      ...NamedActor.properties,
      by: Type.Array(GrantName),
      hidden: count,
      via: Type.Array(Type.String({ description: 'such as `group data_team`' })),
      masks: Type.Array(AppliedMask),
    }),
  ),
});
export type WhoCan = Static<typeof WhoCan>;

const place = {
  guid: Type.String(),
  name: Type.String(),
  qualifiedName: Type.String(),
  via: Type.Array(Type.String()),
};
const momentOrNull = Type.Union([moment, Type.Null()]);

/** All that one actor can do. */
export const ActorGrants = Type.Object({
  actor: AccessExplanation.properties.actor,
  at: momentOrNull,
  historySince: moment,
  role: Type.String(),
  scopes: scopesOrNull,
  capabilities: Type.Array(Type.String()),
  connections: Type.Array(Type.Object(place)),
  personas: Type.Array(Type.Object({ ...place, enabled: Type.Boolean() })),
  purposes: Type.Array(Type.Object(place)),
  collections: Type.Array(Type.Object({ ...place, level: literals('editor', 'viewer') })),
  policies: Type.Array(
    Type.Object({ ...GrantName.properties, effect: literals('allow', 'deny', 'mask'), actions: Type.Array(Action) }),
  ),
  hidden: Type.Object({ places: count, policies: count }),
  assets: Type.Array(ActionCount, { description: 'assets of today, whatever moment the rights are of' }),
});
export type ActorGrants = Static<typeof ActorGrants>;

/** What everybody holds. */
export const AccessReview = Type.Object({
  at: momentOrNull,
  historySince: moment,
  actors: Type.Array(
    Type.Object({
      ...NamedActor.properties,
      role: Type.String(),
      alive: Type.Boolean({ description: 'switched on and not expired; else it holds nothing' }),
      holdings: Type.Array(
        Type.Object({
          kind: literals('connection-admin', 'persona', 'policy', 'collection-editor', 'collection-viewer'),
          guid: Type.String(),
          name: Type.String(),
          via: Type.String(),
        }),
      ),
      hidden: count,
    }),
  ),
});
export type AccessReview = Static<typeof AccessReview>;

const Parent = Type.Object({
  kind: literals('persona', 'purpose'),
  guid: Type.String(),
  name: Type.String(),
  qualifiedName: Type.String(),
});

/** What was given and does nothing. */
export const UnusedAccess = Type.Object({
  days: Type.Integer(),
  actors: Type.Array(Type.Object({ ...NamedActor.properties, lastUsedAt: momentOrNull, links: count })),
  emptyParents: Type.Array(Parent),
  dormantPolicies: Type.Array(Type.Object({ guid: Type.String(), name: Type.String(), parent: Parent })),
  deadAdmins: Type.Array(
    Type.Object({ connectionGuid: Type.String(), qualifiedName: Type.String(), subject: Type.String() }),
  ),
  emptyPolicies: Type.Array(GrantName),
  hidden: count,
});
export type UnusedAccess = Static<typeof UnusedAccess>;
