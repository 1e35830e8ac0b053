import { describe, expect, test } from 'vitest';
import { actions, evaluate, type Action, type AssetFacts } from '../../policy/index.ts';
import { compilePolicy, type StoredPolicy } from './compile-policy.ts';
import { categoryRules, meaningOf, purposeRules, type PolicyCategory } from './wire-actions.ts';

const glue = 'default/glue/1';

function asset(typeName: string, qualifiedName: string, more: Partial<AssetFacts> = {}): AssetFacts {
  const bare = { superTypes: ['Asset'], connectionQualifiedName: null, createdBy: 'ann', tagNames: [] };
  return { typeName, qualifiedName, glossaryQualifiedName: null, ...bare, ...more };
}

/** One of each kind, under the name by which the tables below call it. */
const assets: Readonly<Record<string, AssetFacts>> = {
  connection: asset('Connection', glue),
  db: asset('Database', `${glue}/db`),
  table: asset('Table', `${glue}/db/t`),
  rule: asset('DataQualityRule', `${glue}/db/t/rule/r`, { superTypes: ['DataQuality', 'Asset'] }),
  neighbour: asset('Database', `${glue}/db2`),
  stranger: asset('Database', 'default/glue/10/db'),
  tagged: asset('Table', 'default/snow/7/t', { tagNames: ['PII', 'other'] }),
  glossary: asset('AtlasGlossary', 'gl', { glossaryQualifiedName: 'gl' }),
  term: asset('AtlasGlossaryTerm', 't@gl', { glossaryQualifiedName: 'gl' }),
  category: asset('AtlasGlossaryCategory', 'c@gl', { glossaryQualifiedName: 'gl' }),
  'other term': asset('AtlasGlossaryTerm', 't@other', { glossaryQualifiedName: 'other' }),
  root: asset('DataDomain', 'default/domain/a/super'),
  domain: asset('DataDomain', 'default/domain/a/super/domain/b'),
  'sub-domain': asset('DataDomain', 'default/domain/a/super/domain/b/domain/c'),
  product: asset('DataProduct', 'default/domain/a/super/domain/b/product/p'),
  'other domain': asset('DataDomain', 'default/domain/z/super'),
  application: asset('AIApplication', 'default/ai/aiapplication/x'),
  model: asset('AIModel', 'default/ai/aimodel/x'),
  version: asset('AIModelVersion', 'default/ai/aimodel/x/1'),
  'found model': asset('AIModel', `${glue}/model`),
};

const places: Readonly<Record<PolicyCategory | 'purpose', Partial<StoredPolicy>>> = {
  metadata: { category: 'metadata', paths: [`${glue}/db`], connectionQualifiedName: glue },
  data: { category: 'data', paths: [`${glue}/db`], connectionQualifiedName: glue },
  glossary: { category: 'glossary', paths: ['gl'] },
  domain: { category: 'domain', paths: ['default/domain/a/super/domain/b'] },
  ai: { category: 'ai', paths: ['*'] },
  purpose: { category: 'metadata', tagNames: ['PII'] },
};

function stored(kind: keyof typeof places, words: readonly string[], more: Partial<StoredPolicy> = {}): StoredPolicy {
  const bare = { guid: 'p', category: 'metadata', effect: 'allow', mask: null, tagNames: null } as const;
  const nowhere = { paths: [], entityTypes: [], connectionQualifiedName: null };
  return { ...bare, ...nowhere, actions: words, ...places[kind], ...more };
}

/** What a policy does: for each action the assets on which it decides, in the order above. */
function reachOf(policy: StoredPolicy): Partial<Record<Action, string>> {
  const compiled = compilePolicy(policy).map((one) => ({ ...one, effect: 'allow' }) as const);
  const reach = actions.map((action) => {
    const names = Object.keys(assets).filter((name) => {
      const facts = assets[name];
      return facts !== undefined && evaluate(compiled, { action, asset: facts }).effect === 'allow';
    });
    return [action, names.join(', ')] as const;
  });
  return Object.fromEntries(reach.filter(([, names]) => names !== ''));
}

const inDb = 'db, table';
const below = 'db, table, rule';
const inGlossary = 'glossary, term, category';

/** What each word allows, and what that carries along (product semantics: metadata, glossary, domain and AI actions, purposes). */
const words: readonly (readonly [keyof typeof places, word: string, reach: Partial<Record<Action, string>>])[] = [
  ['metadata', 'persona-asset-read', { 'asset.read': inDb }],
  ['metadata', 'persona-asset-update', { 'asset.update': inDb }],
  ['metadata', 'persona-api-create', { 'asset.create': inDb }],
  ['metadata', 'persona-api-delete', { 'asset.delete': inDb }],
  ['metadata', 'persona-business-update-metadata', { 'asset.update-custom-metadata': below }],
  ['metadata', 'persona-entity-add-classification', { 'asset.add-tag': below, 'asset.update-tag': below }],
  ['metadata', 'persona-entity-update-classification', { 'asset.update-tag': below }],
  ['metadata', 'persona-entity-remove-classification', { 'asset.remove-tag': below, 'asset.update-tag': below }],
  ['metadata', 'persona-add-terms', { 'asset.add-terms': below }],
  ['metadata', 'persona-remove-terms', { 'asset.remove-terms': below }],
  ['metadata', 'persona-dq-create', { 'asset.create': 'rule' }],
  ['metadata', 'persona-dq-read', { 'asset.read': 'rule' }],
  ['metadata', 'persona-dq-update', { 'asset.update': 'rule' }],
  ['metadata', 'persona-dq-delete', { 'asset.delete': 'rule' }],
  ['data', 'select', { 'data.select': below }],
  ['glossary', 'persona-glossary-create', { 'asset.create': inGlossary }],
  ['glossary', 'persona-glossary-read', { 'asset.read': inGlossary }],
  [
    'glossary',
    'persona-glossary-update',
    { 'asset.update': inGlossary, 'asset.add-terms': inGlossary, 'asset.remove-terms': inGlossary },
  ],
  ['glossary', 'persona-glossary-delete', { 'asset.delete': inGlossary }],
  ['glossary', 'persona-glossary-update-custom-metadata', { 'asset.update-custom-metadata': inGlossary }],
  ['glossary', 'persona-glossary-add-classifications', { 'asset.add-tag': inGlossary, 'asset.update-tag': inGlossary }],
  ['glossary', 'persona-glossary-update-classifications', { 'asset.update-tag': inGlossary }],
  [
    'glossary',
    'persona-glossary-delete-classifications',
    { 'asset.remove-tag': inGlossary, 'asset.update-tag': inGlossary },
  ],
  ['domain', 'persona-domain-read', { 'asset.read': 'root, domain, sub-domain, product' }],
  ['domain', 'persona-domain-create', { 'asset.create': 'domain' }],
  ['domain', 'persona-domain-update', carried('domain')],
  ['domain', 'persona-domain-delete', { 'asset.delete': 'domain' }],
  ['domain', 'persona-domain-business-update-metadata', { 'asset.update-custom-metadata': 'domain' }],
  ['domain', 'persona-domain-sub-domain-read', { 'asset.read': 'sub-domain' }],
  ['domain', 'persona-domain-sub-domain-create', { 'asset.create': 'sub-domain' }],
  ['domain', 'persona-domain-sub-domain-update', carried('sub-domain')],
  ['domain', 'persona-domain-sub-domain-delete', { 'asset.delete': 'sub-domain' }],
  ['domain', 'persona-domain-sub-domain-business-update-metadata', { 'asset.update-custom-metadata': 'sub-domain' }],
  ['domain', 'persona-domain-product-read', { 'asset.read': 'product' }],
  ['domain', 'persona-domain-product-create', { 'asset.create': 'product' }],
  ['domain', 'persona-domain-product-update', carried('product')],
  ['domain', 'persona-domain-product-delete', { 'asset.delete': 'product' }],
  ['domain', 'persona-domain-product-business-update-metadata', { 'asset.update-custom-metadata': 'product' }],
  ['ai', 'persona-ai-application-read', { 'asset.read': 'application' }],
  ['ai', 'persona-ai-application-create', { 'asset.create': 'application', 'asset.update': 'application' }],
  ['ai', 'persona-ai-application-update', { 'asset.update': 'application' }],
  ['ai', 'persona-ai-application-delete', { 'asset.delete': 'application' }],
  ['ai', 'persona-ai-application-business-update-metadata', { 'asset.update-custom-metadata': 'application' }],
  ['ai', 'persona-ai-application-add-terms', { 'asset.add-terms': 'application' }],
  ['ai', 'persona-ai-application-remove-terms', { 'asset.remove-terms': 'application' }],
  [
    'ai',
    'persona-ai-application-add-classification',
    { 'asset.add-tag': 'application', 'asset.update-tag': 'application' },
  ],
  [
    'ai',
    'persona-ai-application-remove-classification',
    { 'asset.remove-tag': 'application', 'asset.update-tag': 'application' },
  ],
  ['ai', 'persona-ai-model-read', { 'asset.read': 'model' }],
  ['ai', 'persona-ai-model-create', { 'asset.create': 'model, version' }],
  ['ai', 'persona-ai-modelversion-update', { 'asset.update': 'version' }],
  ['purpose', 'entity-create', { 'asset.create': 'tagged' }],
  ['purpose', 'entity-read', { 'asset.read': 'tagged' }],
  ['purpose', 'entity-update', { 'asset.update': 'tagged' }],
  ['purpose', 'entity-delete', { 'asset.delete': 'tagged' }],
  ['purpose', 'entity-update-business-metadata', { 'asset.update-custom-metadata': 'tagged' }],
  ['purpose', 'entity-add-classification', { 'asset.add-tag': 'tagged', 'asset.update-tag': 'tagged' }],
  ['purpose', 'entity-read-classification', {}],
  ['purpose', 'entity-update-classification', { 'asset.update-tag': 'tagged' }],
  ['purpose', 'entity-remove-classification', { 'asset.remove-tag': 'tagged', 'asset.update-tag': 'tagged' }],
  ['purpose', 'purpose-add-terms', { 'asset.add-terms': 'tagged' }],
  ['purpose', 'purpose-remove-terms', { 'asset.remove-terms': 'tagged' }],
];

/** Changing a domain or product carries its tags and terms along. */
function carried(name: string): Partial<Record<Action, string>> {
  const of = ['asset.update', 'asset.add-tag', 'asset.update-tag', 'asset.remove-tag', 'asset.add-terms'] as const;
  return Object.fromEntries([...of, 'asset.remove-terms'].map((action) => [action, name]));
}

describe('a word of the wire', () => {
  test.each(words)('%s: `%s` allows %j and nothing else', (kind, word, reach) => {
    expect(reachOf(stored(kind, [word]))).toEqual(reach);
  });

  const known = Object.entries({ ...categoryRules, purpose: purposeRules.metadata });
  test.each(known)('of those that a %s policy accepts none is without a meaning', (kind, { actions: accepted }) => {
    const category = kind === 'purpose' ? 'metadata' : (kind as PolicyCategory);
    expect(accepted.filter((word) => meaningOf(category, word).length === 0)).toEqual([]);
  });
});

describe('what a policy speaks of', () => {
  const everyDomain = { paths: ['default/domain/*/super'] };
  const reaches: readonly (readonly [string, StoredPolicy, Partial<Record<Action, string>>])[] = [
    [
      'all domains with one resource',
      stored('domain', ['persona-domain-read'], everyDomain),
      { 'asset.read': 'root, domain, sub-domain, product, other domain' },
    ],
    [
      'all glossaries with a star',
      stored('glossary', ['persona-glossary-read'], { paths: ['*'] }),
      { 'asset.read': 'glossary, term, category, other term' },
    ],
    [
      'the terms of a glossary with an entity type',
      stored('glossary', ['persona-glossary-delete'], { entityTypes: ['AtlasGlossaryTerm'] }),
      { 'asset.delete': 'term' },
    ],
    [
      'only what is beneath a node with `/*`',
      stored('metadata', ['persona-asset-read'], { paths: [`${glue}/db/*`] }),
      { 'asset.read': 'table' },
    ],
    [
      'neighbours with a pattern, and what is beneath them',
      stored('metadata', ['persona-asset-read'], { paths: [`${glue}/d?2`, `${glue}/*/t`] }),
      { 'asset.read': 'table, neighbour' },
    ],
    [
      'nothing outside the connection, whatever its paths say',
      stored('metadata', ['persona-asset-read'], { paths: ['default', '*'] }),
      { 'asset.read': 'connection, db, table, neighbour, found model' },
    ],
    [
      'nothing on a way up when it denies',
      stored('domain', ['persona-domain-read'], { effect: 'deny' }),
      { 'asset.read': 'domain, sub-domain, product' },
    ],
    [
      'the asset when the sight of its tags is denied, since tags show on it',
      stored('purpose', ['entity-read-classification'], { effect: 'deny' }),
      { 'asset.read': 'tagged' },
    ],
    [
      'rows of what carries the tag, when a purpose is about data',
      stored('purpose', ['select'], { category: 'data' }),
      { 'data.select': 'tagged' },
    ],
  ];
  test.each(reaches)('%s', (_promise, policy, reach) => {
    expect(reachOf(policy)).toEqual(reach);
  });

  test('a mask says how rows look and grants none', () => {
    const mask = stored('data', ['select'], { effect: 'mask', mask: 'MASK_HASH' });
    const allow = stored('data', ['select'], { guid: 'a' });
    const request = { action: 'data.select', asset: assets['table'] ?? asset('Table', '') } as const;
    expect(evaluate(compilePolicy(mask), request)).toMatchObject({ effect: 'deny', stage: 'no_grant' });
    expect(evaluate([...compilePolicy(mask), ...compilePolicy(allow)], request)).toMatchObject({
      effect: 'allow',
      by: ['a'],
      masks: [{ id: 'p', mask: 'MASK_HASH' }],
    });
  });
});
