import { type Action, type Condition } from '../../policy/index.ts';

/** The kinds of persona policies of the Atlan wire. */
export type PolicyCategory = 'metadata' | 'data' | 'glossary' | 'domain' | 'ai';

/** The kinds of policies that purposes have. */
export type PurposePolicyCategory = Extract<PolicyCategory, 'metadata' | 'data'>;

/** What is asked of a policy of one kind (Atlan wire, rules of the original). */
export interface PolicyCategoryRules {
  readonly service: string;
  readonly resourceCategory: string | null;
  readonly types: readonly string[];
  readonly actions: readonly string[];
  /** Whether it speaks of one connection, whose admins alone may write it. */
  readonly ofConnection: boolean;
}

function each(prefix: string, verbs: readonly string[]): string[] {
  return verbs.map((verb) => `${prefix}-${verb}`);
}

const crud = ['create', 'read', 'update', 'delete'];
const aiVerbs = [
  ...crud,
  'business-update-metadata',
  'add-terms',
  'remove-terms',
  'add-classification',
  'remove-classification',
];
const metadataActions = [
  'persona-asset-read',
  'persona-asset-update',
  'persona-api-create',
  'persona-api-delete',
  'persona-business-update-metadata',
  ...each('persona-entity', ['add-classification', 'update-classification', 'remove-classification']),
  'persona-add-terms',
  'persona-remove-terms',
  ...each('persona-dq', crud),
];
const glossaryVerbs = [
  ...crud,
  'update-custom-metadata',
  'add-classifications',
  'update-classifications',
  'delete-classifications',
];

export const categoryRules: Readonly<Record<PolicyCategory, PolicyCategoryRules>> = {
  metadata: {
    service: 'atlas',
    resourceCategory: 'CUSTOM',
    types: ['allow', 'deny'],
    actions: metadataActions,
    ofConnection: true,
  },
  data: {
    service: 'heka',
    resourceCategory: 'ENTITY',
    types: ['allow', 'deny', 'dataMask'],
    actions: ['select'],
    ofConnection: true,
  },
  glossary: {
    service: 'atlas',
    resourceCategory: 'CUSTOM',
    types: ['allow', 'deny'],
    actions: each('persona-glossary', glossaryVerbs),
    ofConnection: false,
  },
  domain: {
    service: 'atlas',
    resourceCategory: null,
    types: ['allow', 'deny'],
    actions: [
      ...each('persona-domain', crud),
      ...each('persona-domain-sub-domain', crud),
      ...each('persona-domain-product', crud),
      'persona-domain-business-update-metadata',
      'persona-domain-sub-domain-business-update-metadata',
      'persona-domain-product-business-update-metadata',
    ],
    ofConnection: false,
  },
  ai: {
    service: 'atlas',
    resourceCategory: null,
    types: ['allow', 'deny'],
    actions: ['application', 'model', 'modelversion'].flatMap((kind) => each(`persona-ai-${kind}`, aiVerbs)),
    ofConnection: false,
  },
};

const classificationVerbs = ['add', 'read', 'update', 'remove'].map((verb) => `${verb}-classification`);

/** Policies of purposes; what they speak of follows from the tags of the purpose. */
export const purposeRules: Readonly<Record<PurposePolicyCategory, PolicyCategoryRules>> = {
  metadata: {
    service: 'atlas_tag',
    resourceCategory: 'TAG',
    types: ['allow', 'deny'],
    actions: [
      ...each('entity', [...crud, 'update-business-metadata', ...classificationVerbs]),
      ...each('purpose', ['add-terms', 'remove-terms']),
    ],
    ofConnection: false,
  },
  data: {
    service: 'atlas_tag',
    resourceCategory: 'TAG',
    types: ['allow', 'deny', 'dataMask'],
    actions: ['select'],
    ofConnection: false,
  },
};

/** What a wire word stands for in decisions: actions, on a part of what its policy speaks of. */
export interface Meaning {
  readonly actions: readonly Action[];
  /** Which part of the places of a domain policy; of other policies always `all`. */
  readonly reach: 'all' | 'node' | 'beneath' | 'above';
  /** The kinds of assets it is about. */
  readonly only: Condition;
  /** Set where the word means more than it says: then a deny means it, and an allow does not. */
  readonly deniesOnly?: true;
}

const anything: Condition = { kind: 'all' };
const qualityRule: Condition = { kind: 'type', typeNames: ['DataQualityRule'] };

function of(typeName: string): Condition {
  return { kind: 'type', typeNames: [typeName] };
}

function meaning(actions: readonly Action[], only = anything, reach: Meaning['reach'] = 'all'): Meaning {
  return { actions, only, reach };
}

const tagWords: readonly (readonly [verb: string, actions: readonly Action[]])[] = [
  ['add-classification', ['asset.add-tag', 'asset.update-tag']],
  ['update-classification', ['asset.update-tag']],
  ['remove-classification', ['asset.remove-tag', 'asset.update-tag']],
];

const termWords: readonly (readonly [verb: string, actions: readonly Action[]])[] = [
  ['add-terms', ['asset.add-terms']],
  ['remove-terms', ['asset.remove-terms']],
];

const crudActions: readonly (readonly [verb: string, action: Action])[] = [
  ['create', 'asset.create'],
  ['read', 'asset.read'],
  ['update', 'asset.update'],
  ['delete', 'asset.delete'],
];

/** Reading and changing an asset says nothing of the quality rules beneath it (Atlan wire, metadata policies). */
const notQualityRule: Condition = { kind: 'not', of: qualityRule };

const metadataMeanings: readonly (readonly [string, Meaning])[] = [
  ['persona-asset-read', meaning(['asset.read'], notQualityRule)],
  ['persona-api-create', meaning(['asset.create'], notQualityRule)],
  ['persona-asset-update', meaning(['asset.update'], notQualityRule)],
  ['persona-api-delete', meaning(['asset.delete'], notQualityRule)],
  ['persona-business-update-metadata', meaning(['asset.update-custom-metadata'])],
  ...tagWords.map(([verb, actions]) => [`persona-entity-${verb}`, meaning(actions)] as const),
  ...termWords.map(([verb, actions]) => [`persona-${verb}`, meaning(actions)] as const),
  ...crudActions.map(([verb, action]) => [`persona-dq-${verb}`, meaning([action], qualityRule)] as const),
];

const glossaryMeanings: readonly (readonly [string, Meaning])[] = [
  ['persona-glossary-create', meaning(['asset.create'])],
  ['persona-glossary-read', meaning(['asset.read'])],
  ['persona-glossary-update', meaning(['asset.update', 'asset.add-terms', 'asset.remove-terms'])],
  ['persona-glossary-delete', meaning(['asset.delete'])],
  ['persona-glossary-update-custom-metadata', meaning(['asset.update-custom-metadata'])],
  ['persona-glossary-add-classifications', meaning(['asset.add-tag', 'asset.update-tag'])],
  ['persona-glossary-update-classifications', meaning(['asset.update-tag'])],
  ['persona-glossary-delete-classifications', meaning(['asset.remove-tag', 'asset.update-tag'])],
];

/** What changing a domain or product carries along: tags and terms (Atlan wire, domain policies). */
const domainUpdate: readonly Action[] = [
  'asset.update',
  'asset.add-tag',
  'asset.update-tag',
  'asset.remove-tag',
  'asset.add-terms',
  'asset.remove-terms',
];

function domainActions(verb: string, action: Action): readonly Action[] {
  return verb === 'update' ? domainUpdate : [action];
}

const domain = of('DataDomain');
const product = of('DataProduct');

const domainMeanings: readonly (readonly [string, Meaning])[] = [
  // Reading a domain is reading what lies in it, and the way down to it.
  ['persona-domain-read', meaning(['asset.read'])],
  ['persona-domain-read', meaning(['asset.read'], domain, 'above')],
  ['persona-domain-create', meaning(['asset.create'], domain, 'node')],
  ['persona-domain-update', meaning(domainUpdate, domain, 'node')],
  ['persona-domain-delete', meaning(['asset.delete'], domain, 'node')],
  ['persona-domain-business-update-metadata', meaning(['asset.update-custom-metadata'], domain, 'node')],
  ...crudActions.flatMap(([verb, action]) => [
    [`persona-domain-sub-domain-${verb}`, meaning(domainActions(verb, action), domain, 'beneath')] as const,
    [`persona-domain-product-${verb}`, meaning(domainActions(verb, action), product, 'beneath')] as const,
  ]),
  ['persona-domain-sub-domain-business-update-metadata', meaning(['asset.update-custom-metadata'], domain, 'beneath')],
  ['persona-domain-product-business-update-metadata', meaning(['asset.update-custom-metadata'], product, 'beneath')],
];

const aiTypes = [
  ['application', 'AIApplication'],
  ['model', 'AIModel'],
  ['modelversion', 'AIModelVersion'],
] as const;

const aiMeanings: readonly (readonly [string, Meaning])[] = [
  ...aiTypes.flatMap(([kind, typeName]) => [
    ...crudActions.map(([verb, action]) => [`persona-ai-${kind}-${verb}`, meaning([action], of(typeName))] as const),
    [`persona-ai-${kind}-business-update-metadata`, meaning(['asset.update-custom-metadata'], of(typeName))] as const,
    ...[...tagWords, ...termWords].map(
      ([verb, actions]) => [`persona-ai-${kind}-${verb}`, meaning(actions, of(typeName))] as const,
    ),
  ]),
  // Whoever may make one may also complete it (Atlan wire, AI policies).
  ['persona-ai-application-create', meaning(['asset.update'], of('AIApplication'))],
  ['persona-ai-model-create', meaning(['asset.create'], of('AIModelVersion'))],
];

/** Words of purposes; they differ from those of personas. */
const purposeMeanings: readonly (readonly [string, Meaning])[] = [
  ...crudActions.map(([verb, action]) => [`entity-${verb}`, meaning([action])] as const),
  ['entity-update-business-metadata', meaning(['asset.update-custom-metadata'])],
  // Tags show on the asset that carries them: who may not see them must not see it, and who may is not shown it by that.
  ['entity-read-classification', { ...meaning(['asset.read']), deniesOnly: true }],
  ...tagWords.map(([verb, actions]) => [`entity-${verb}`, meaning(actions)] as const),
  ...termWords.map(([verb, actions]) => [`purpose-${verb}`, meaning(actions)] as const),
];

const meanings: Readonly<Record<PolicyCategory, readonly (readonly [string, Meaning])[]>> = {
  metadata: [...metadataMeanings, ...purposeMeanings],
  data: [['select', meaning(['data.select'])]],
  glossary: glossaryMeanings,
  domain: domainMeanings,
  ai: aiMeanings,
};

/** What a wire word means in a policy of this category; nothing for a word that decisions do not know. */
export function meaningOf(category: PolicyCategory, word: string): Meaning[] {
  return meanings[category].filter(([known]) => known === word).map(([, meant]) => meant);
}
