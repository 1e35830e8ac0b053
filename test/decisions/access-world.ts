import fc from 'fast-check';
import type { Principal, TokenScopes } from '../../src/identity/index.ts';
import { actions, type AssetFacts } from '../../src/policy/index.ts';

// A workspace as a person would describe it: who is in what, and what is written about whom, in the words of the wire.

export const connectionNames = ['default/glue/1', 'default/glue/10', 'default/glue/a'];
const tails = ['', '/a', '/a/b', '/ab', '/%', '/a/*', '/A', '/ab/rule/r'];
/** Paths that only policies have. */
const wildTails = ['/a?', '/*b', '/a*', '/?/b', '/a*/*', '/%*'];
export const groupNames = ['g1', 'ann'];
const domain = 'default/domain/d1/super';
const domainNames = [domain, `${domain}/domain/d2`, `${domain}/domain/d2/domain/d3`, 'default/domain/d10/super'];
const glossaryNames = ['gl', 'gl2', 'GL'];
const tagNames = ['pii', 'PII', 'gdpr'];
const collectionNames = ['default/collection/ann/c', 'default/collection/ann/c2', 'default/collection/g1/c'];

/** Names of people and tokens, and of groups: two kinds, since a group may be called like a person. */
export interface Listed {
  readonly names: readonly string[];
  readonly groups: readonly string[];
}

export type Category = 'metadata' | 'data' | 'glossary' | 'domain' | 'ai';

export interface WorldPolicy {
  readonly category: Category;
  readonly effect: 'allow' | 'deny' | 'mask';
  readonly words: readonly string[];
  readonly connection: string | null;
  readonly paths: readonly string[];
  readonly types: readonly string[];
  readonly enabled: boolean;
}

export interface WorldPersona extends Listed {
  readonly enabled: boolean;
  readonly policies: readonly WorldPolicy[];
}

export interface WorldPurpose {
  readonly enabled: boolean;
  readonly tags: readonly string[];
  readonly policies: readonly (Pick<WorldPolicy, 'category' | 'effect' | 'words' | 'enabled'> & Listed)[];
}

export interface World {
  /** Who is in which group. */
  readonly groups: Readonly<Record<string, readonly string[]>>;
  /** One entry for each of `connectionNames`. */
  readonly admins: readonly (Listed & { readonly roles: readonly string[] })[];
  readonly personas: readonly WorldPersona[];
  readonly purposes: readonly WorldPurpose[];
  readonly collections: readonly { readonly name: string; readonly editors: Listed; readonly viewers: Listed }[];
  /** Ceilings of tokens, by username. */
  readonly scopes: Readonly<Record<string, TokenScopes | null>>;
}

const verbs = ['create', 'read', 'update', 'delete'];
const metadataWords = [
  ...['persona-api-create', 'persona-asset-read', 'persona-asset-update', 'persona-api-delete', 'persona-asset-read'],
  ...['add', 'update', 'remove'].map((verb) => `persona-entity-${verb}-classification`),
  ...['persona-business-update-metadata', 'persona-add-terms', 'persona-remove-terms', 'persona-unheard'],
  ...verbs.map((verb) => `persona-dq-${verb}`),
];
const glossaryWords = [
  ...[...verbs, 'update-custom-metadata', 'add-classifications', 'update-classifications', 'delete-classifications'],
].map((verb) => `persona-glossary-${verb}`);
const domainWords = ['', 'sub-domain-', 'product-'].flatMap((kind) =>
  [...verbs, 'business-update-metadata'].map((verb) => `persona-domain-${kind}${verb}`),
);
const aiWords = ['application', 'model', 'modelversion'].flatMap((kind) =>
  [...verbs, 'business-update-metadata', 'add-terms', 'remove-classification'].map(
    (verb) => `persona-ai-${kind}-${verb}`,
  ),
);
const purposeWords = [
  ...verbs.map((verb) => `entity-${verb}`),
  ...['add', 'read', 'update', 'remove'].map((verb) => `entity-${verb}-classification`),
  ...['entity-update-business-metadata', 'purpose-add-terms', 'purpose-remove-terms'],
];

function someOf<T>(values: readonly T[]): fc.Arbitrary<T[]> {
  return fc.subarray([...values]);
}

const mostly = fc.constantFrom(true, true, true, false);
const effect = fc.constantFrom('allow', 'allow', 'deny');
const noPlace = { connection: fc.constant(null), types: fc.constant([]), enabled: mostly };

const ofConnection: fc.Arbitrary<WorldPolicy> = fc.constantFrom(...connectionNames).chain((connection) =>
  fc
    .record({
      category: fc.constantFrom('metadata', 'metadata', 'data'),
      effect: fc.constantFrom('allow', 'allow', 'deny', 'mask'),
      words: someOf(metadataWords),
      connection: fc.constant(connection),
      paths: someOf([...tails, ...wildTails].map((tail) => connection + tail)),
      types: fc.oneof(fc.constant([]), someOf(['Table', 'SQL', 'Persona'])),
      enabled: mostly,
    })
    .map((policy): WorldPolicy => {
      if (policy.category === 'data') return { ...policy, category: 'data', words: ['select'] };
      return { ...policy, category: 'metadata', effect: policy.effect === 'mask' ? 'allow' : policy.effect };
    }),
);

const ofGlossary: fc.Arbitrary<WorldPolicy> = fc.record({
  ...noPlace,
  effect,
  category: fc.constant('glossary'),
  words: someOf(glossaryWords),
  paths: someOf([...glossaryNames, '*']),
});

const ofDomain: fc.Arbitrary<WorldPolicy> = fc.record({
  ...noPlace,
  effect,
  category: fc.constant('domain'),
  words: someOf(domainWords),
  // All domains are never stored beside others: they stand for them.
  paths: fc.oneof({ weight: 3, arbitrary: someOf(domainNames) }, fc.constant(['default/domain/*/super'])),
});

const ofAi: fc.Arbitrary<WorldPolicy> = fc.record({
  ...noPlace,
  effect,
  category: fc.constant('ai'),
  words: someOf(aiWords),
  paths: fc.constant(['*']),
});

const personaPolicy = fc.oneof(
  { weight: 4, arbitrary: ofConnection },
  { weight: 1, arbitrary: ofGlossary },
  { weight: 2, arbitrary: ofDomain },
  { weight: 1, arbitrary: ofAi },
);

const purposePolicy = (listed: fc.Arbitrary<Listed>) =>
  fc
    .record({
      isData: fc.constantFrom(false, false, true),
      effect: fc.constantFrom('allow', 'allow', 'deny', 'mask'),
      words: someOf(purposeWords),
      enabled: mostly,
      listed,
    })
    .map(({ isData, listed: { names, groups }, ...policy }): WorldPurpose['policies'][number] => {
      const lists = { names, groups };
      if (isData) return { ...policy, ...lists, category: 'data', words: ['select'] };
      return { ...policy, ...lists, category: 'metadata', effect: policy.effect === 'mask' ? 'deny' : policy.effect };
    });

const scopes: fc.Arbitrary<TokenScopes | null> = fc.option(
  fc.record(
    {
      readOnly: fc.boolean(),
      connections: fc.subarray(connectionNames, { minLength: 1 }),
      actions: fc.subarray([...actions, 'glossary.manage', 'domain.manage', 'ai.manage', 'persona.manage']),
    },
    { requiredKeys: [] },
  ),
);

/** Worlds among these people, of whom some are in the groups. */
export function worldArbitrary(people: readonly Principal[]): fc.Arbitrary<World> {
  const users = people.filter(({ kind }) => kind === 'user').map(({ username }) => username);
  const tokens = people.filter(({ kind }) => kind === 'token').map(({ username }) => username);
  const everybody = people.map(({ username }) => username);
  const listed: fc.Arbitrary<Listed> = fc.record({ names: someOf(everybody), groups: someOf(groupNames) });
  const audience = fc.record({ names: someOf(everybody), groups: someOf([...groupNames, 'public']) });
  const roleNames = ['$admin', '$member', '$guest', '$api-token-default-access'];
  return fc.record({
    groups: fc.record(Object.fromEntries(groupNames.map((name) => [name, fc.subarray(users)]))),
    admins: fc.tuple(
      ...connectionNames.map(() =>
        fc.record({
          names: fc.subarray(everybody, { maxLength: 2 }),
          groups: fc.subarray(groupNames, { maxLength: 1 }),
          roles: fc.subarray(roleNames, { maxLength: 1 }),
        }),
      ),
    ),
    personas: fc.array(
      fc
        .record({ enabled: mostly, listed, policies: fc.array(personaPolicy, { maxLength: 4 }) })
        .map(({ listed: { names, groups }, ...persona }) => ({ ...persona, names, groups })),
      { maxLength: 3 },
    ),
    purposes: fc.uniqueArray(
      fc.record({
        enabled: mostly,
        tags: fc.subarray(tagNames, { minLength: 1 }),
        policies: fc.array(purposePolicy(audience), { maxLength: 2 }),
      }),
      { maxLength: 2, selector: ({ tags }) => tags.join(' ') },
    ),
    collections: fc.uniqueArray(
      fc.record({ name: fc.constantFrom(...collectionNames), editors: listed, viewers: listed }),
      { maxLength: 2, selector: ({ name }) => name },
    ),
    scopes: fc.record(Object.fromEntries(tokens.map((name) => [name, scopes]))),
  });
}

const superTypes: Readonly<Record<string, readonly string[]>> = {
  Table: ['SQL', 'Asset'],
  DataQualityRule: ['DataQuality', 'Asset'],
  Collection: ['Namespace', 'Asset'],
  Folder: ['Namespace', 'Asset'],
  Query: ['SQL', 'Asset'],
  DataDomain: ['DataMesh', 'Asset'],
  DataProduct: ['DataMesh', 'Asset'],
};

const placed = fc
  .tuple(fc.constantFrom(...connectionNames), fc.constantFrom(...tails))
  .map((parts): string => parts.join(''));
const typedNames: readonly fc.Arbitrary<readonly [typeName: string, qualifiedName: string]>[] = [
  fc.tuple(fc.constantFrom('Table', 'Table', 'DataQualityRule', 'Connection', 'Persona', 'Collection'), placed),
  fc.tuple(fc.constantFrom('Table', 'Connection', 'Purpose', 'AuthPolicy'), fc.constantFrom('default/glue', 'x')),
  fc.tuple(fc.constant('AtlasGlossary'), fc.constantFrom(...glossaryNames)),
  fc.tuple(
    fc.constantFrom('AtlasGlossaryTerm', 'AtlasGlossaryCategory'),
    fc.constantFrom(...glossaryNames).map((name) => `t@${name}`),
  ),
  fc.tuple(fc.constantFrom('DataDomain', 'DataDomain', 'Table'), fc.constantFrom(...domainNames)),
  fc.tuple(
    fc.constant('DataProduct'),
    fc.constantFrom(...domainNames).map((name) => `${name}/product/p`),
  ),
  fc.tuple(fc.constantFrom('AIApplication', 'AIModel', 'AIModelVersion'), fc.constantFrom('default/ai/m', 'x')),
  fc.tuple(
    fc.constantFrom('Skill', 'SkillArtifact', 'ContextRepository', 'ContextArtifact'),
    fc.constantFrom('default/skill/m', 'default/context/m', 'x'),
  ),
  fc.tuple(
    fc.constantFrom('Collection', 'Folder', 'Query', 'Table'),
    fc.constantFrom(...collectionNames.flatMap((name) => [name, `${name}/q`]), 'default/collection'),
  ),
];

/** The glossary that a term or category names behind its `@`. */
function glossaryOf(typeName: string, qualifiedName: string): string | null {
  return typeName.startsWith('AtlasGlossary') ? (qualifiedName.split('@').at(-1) ?? null) : null;
}

export const worldAssetArbitrary: fc.Arbitrary<AssetFacts> = fc
  .record({
    named: fc.oneof(...typedNames),
    connectionQualifiedName: fc.constantFrom(null, ...connectionNames),
    createdBy: fc.constantFrom('ann', 'g1'),
    tagNames: fc.oneof(fc.constant([]), someOf([...tagNames, 'other'])),
  })
  .map(({ named: [typeName, qualifiedName], ...facts }) => ({
    ...facts,
    typeName,
    qualifiedName,
    superTypes: superTypes[typeName] ?? ['Asset'],
    glossaryQualifiedName: glossaryOf(typeName, qualifiedName),
  }));
