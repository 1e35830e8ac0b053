import { type Action } from '../../policy/index.ts';

/** The kinds of persona policies of the Atlan wire. */
export type PolicyCategory = 'metadata' | 'data' | 'glossary' | 'domain' | 'ai';

/** What is asked of a policy of one kind (Atlan wire, rules of the original for persona policies). */
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

const assetActions: ReadonlyMap<string, Action> = new Map([
  ['persona-asset-read', 'asset.read'],
  ['persona-api-create', 'asset.create'],
  ['persona-asset-update', 'asset.update'],
  ['persona-api-delete', 'asset.delete'],
]);

/** The actions on assets that the wire words stand for. A word without one is kept by its policy and grants nothing. */
export function assetActionsOf(wireActions: readonly string[]): Action[] {
  return wireActions.flatMap((word) => assetActions.get(word) ?? []);
}
