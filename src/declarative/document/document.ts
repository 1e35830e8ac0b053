import { Type, type Static, type TSchema } from 'typebox';

/** The only version there is; a document names it so that a later one can mean something else. */
export const apiVersion = 'clavis/v1';

const closed = { additionalProperties: false };
const listMax = 10_000;

function nullable<T extends TSchema>(schema: T) {
  return Type.Union([schema, Type.Null()]);
}

const Name = Type.String({ minLength: 1, maxLength: 512 });
const Names = Type.Array(Name, { maxItems: listMax });
const Description = Type.String({ maxLength: 4000 });
const Flag = Type.Boolean();

/** A group of people. What is absent of one that exists stays as it is; so with everything but policies. */
export const DeclaredGroup = Type.Object(
  {
    name: Name,
    alias: Type.Optional(Name),
    description: Type.Optional(Description),
    default: Type.Optional(Flag),
    members: Type.Optional(Names),
  },
  closed,
);

const policyWords = {
  name: Name,
  effect: Type.Optional(Type.Enum(['allow', 'deny', 'mask'])),
  actions: Type.Array(Name, { minItems: 1, maxItems: 100 }),
  mask: Type.Optional(Type.Enum(['MASK_SHOW_FIRST_4', 'MASK_SHOW_LAST_4', 'MASK_HASH', 'MASK_NULL', 'MASK_REDACT'])),
  enabled: Type.Optional(Flag),
};

/** A policy of a persona, always whole: what is absent is the default. */
export const DeclaredPolicy = Type.Object(
  {
    ...policyWords,
    kind: Type.Optional(Type.Enum(['metadata', 'data', 'glossary', 'domain', 'ai'])),
    connection: Type.Optional(Name),
    resources: Type.Array(Name, { minItems: 1, maxItems: 1000 }),
    types: Type.Optional(Names),
  },
  closed,
);

export const DeclaredPersona = Type.Object(
  {
    name: Name,
    description: Type.Optional(Description),
    enabled: Type.Optional(Flag),
    users: Type.Optional(Names),
    groups: Type.Optional(Names),
    policies: Type.Optional(Type.Array(DeclaredPolicy, { maxItems: listMax })),
  },
  closed,
);

/** Who the policy of a purpose is for, as a whole; API tokens by their names. */
export const DeclaredAudience = Type.Object(
  {
    everyone: Type.Optional(Flag),
    users: Type.Optional(Names),
    groups: Type.Optional(Names),
    tokens: Type.Optional(Names),
  },
  closed,
);

export const DeclaredPurposePolicy = Type.Object(
  { ...policyWords, kind: Type.Optional(Type.Enum(['metadata', 'data'])), audience: DeclaredAudience },
  closed,
);

export const DeclaredPurpose = Type.Object(
  {
    name: Name,
    description: Type.Optional(Description),
    enabled: Type.Optional(Flag),
    tags: Type.Array(Name, { minItems: 1, maxItems: listMax }),
    policies: Type.Optional(Type.Array(DeclaredPurposePolicy, { maxItems: listMax })),
  },
  closed,
);

const Scopes = Type.Object(
  { readOnly: Type.Optional(Flag), connections: Type.Optional(Names), actions: Type.Optional(Names) },
  closed,
);

/** `role` and `expiresIn` are said when the token is made and never change. */
export const DeclaredToken = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 255 }),
    description: Type.Optional(Description),
    role: Type.Optional(Type.Enum(['none', 'read', 'default', 'admin'])),
    expiresIn: Type.Optional(Type.String({ pattern: '^([1-9]\\d{0,8}[smhd]|never)$' })),
    personas: Type.Optional(Names),
    scopes: Type.Optional(nullable(Scopes)),
    networks: Type.Optional(nullable(Names)),
    requestsPerMinute: Type.Optional(nullable(Type.Integer({ minimum: 1, maximum: 1_000_000 }))),
    mayRotateItself: Type.Optional(Flag),
    responsible: Type.Optional(Name),
  },
  closed,
);

/** Each list that is there is complete. */
export const DeclaredConnection = Type.Object(
  {
    qualifiedName: Name,
    admins: Type.Object(
      {
        users: Type.Optional(Names),
        groups: Type.Optional(Names),
        roles: Type.Optional(Type.Array(Type.Enum(['admin', 'member', 'guest']))),
        tokens: Type.Optional(Names),
      },
      closed,
    ),
  },
  closed,
);

/** The whole document. A section that is absent says nothing; an empty one says that nothing is declared of that kind. */
export const AccessDocument = Type.Object(
  {
    apiVersion: Type.Literal(apiVersion),
    groups: Type.Optional(Type.Array(DeclaredGroup, { maxItems: listMax })),
    connections: Type.Optional(Type.Array(DeclaredConnection, { maxItems: listMax })),
    purposes: Type.Optional(Type.Array(DeclaredPurpose, { maxItems: listMax })),
    personas: Type.Optional(Type.Array(DeclaredPersona, { maxItems: listMax })),
    tokens: Type.Optional(Type.Array(DeclaredToken, { maxItems: listMax })),
  },
  closed,
);

export type AccessDocument = Static<typeof AccessDocument>;
export type DeclaredGroup = Static<typeof DeclaredGroup>;
export type DeclaredPolicy = Static<typeof DeclaredPolicy>;
export type DeclaredPersona = Static<typeof DeclaredPersona>;
export type DeclaredAudience = Static<typeof DeclaredAudience>;
export type DeclaredPurposePolicy = Static<typeof DeclaredPurposePolicy>;
export type DeclaredPurpose = Static<typeof DeclaredPurpose>;
export type DeclaredToken = Static<typeof DeclaredToken>;
export type DeclaredConnection = Static<typeof DeclaredConnection>;

/** The sections, in the order in which they are written. */
export const sections = ['groups', 'connections', 'purposes', 'personas', 'tokens'] as const;
export type Section = (typeof sections)[number];
