import { describe, expect, test } from 'vitest';
import { type JsonObject } from '../../foundation/index.ts';
import { type Principal } from '../../identity/index.ts';
import { actions, type Policy } from '../../policy/index.ts';
import { type AccessFacts } from '../gather-facts.ts';
import { validatePersonaPolicy } from './validate-persona-policy.ts';

const glue = 'default/glue/1';
const personaGuid = 'c0ffee00-0000-4000-8000-000000000001';
const user: Principal = { actorId: 'a', kind: 'user', username: 'ann', role: 'member', epoch: 1 };
const token: Principal = { ...user, kind: 'token', username: 'service-account-apikey-1', role: 'default' };

/** The workspace role of a member grants nothing on glossaries and the like; this one's does. */
function governor(): AccessFacts {
  const types = ['AtlasGlossary', 'AtlasGlossaryTerm', 'AtlasGlossaryCategory', 'DataDomain', 'DataProduct'];
  const ai: Policy = { id: 'ai', effect: 'allow', actions, where: { kind: 'under', path: 'default/ai' } };
  const own: Policy = { id: 'own', effect: 'allow', actions, where: { kind: 'type', typeNames: types } };
  return facts(user, { connections: [], policies: [own, ai] });
}

function facts(principal: Principal, more: Partial<AccessFacts> = {}): AccessFacts {
  const own: Policy = { id: 'own', effect: 'allow', actions, where: { kind: 'under', path: glue } };
  return {
    principal,
    connections: [{ guid: 'g', qualifiedName: glue }],
    personas: [],
    purposes: [],
    collections: [],
    policies: [own],
    ...more,
  };
}

const metadata: JsonObject = {
  policyType: 'allow',
  policyServiceName: 'atlas',
  policyCategory: 'persona',
  policySubCategory: 'metadata',
  policyActions: ['persona-asset-read', 'persona-add-terms'],
  policyResources: [`entity:${glue}/db`, 'entity-type:Table'],
  policyResourceCategory: 'CUSTOM',
  connectionQualifiedName: glue,
};

function validate(attributes: JsonObject, who: AccessFacts = facts(user)) {
  return validatePersonaPolicy(who, { personaGuid, attributes: { ...metadata, ...attributes } });
}

describe('a persona policy', () => {
  test('that is complete comes back as it will be decided from', () => {
    expect(validate({})).toEqual({
      category: 'metadata',
      effect: 'allow',
      mask: null,
      actions: ['persona-asset-read', 'persona-add-terms'],
      resources: [`entity:${glue}/db`, 'entity-type:Table'],
      connectionQualifiedName: glue,
    });
  });

  test('for data may mask, and grants nothing on metadata', () => {
    const data = { policySubCategory: 'data', policyServiceName: 'heka', policyResourceCategory: 'ENTITY' };
    const masked = { ...data, policyType: 'dataMask', policyActions: ['select'] };
    expect(validate(masked)).toMatchObject({ effect: 'mask', mask: 'MASK_REDACT', actions: ['select'] });
    expect(validate({ ...masked, policyMaskType: 'MASK_HASH' })).toMatchObject({ mask: 'MASK_HASH' });
    expect(validate({ ...masked, policyType: 'allow', policyMaskType: 'MASK_HASH' })).toMatchObject({ mask: null });
  });

  const unbound: readonly (readonly [string, JsonObject])[] = [
    ['glossary', { policyActions: ['persona-glossary-read'], policyResources: ['entity:abc'] }],
    ['domain', { policyActions: ['persona-domain-sub-domain-read'], policyResources: ['entity:*/super'] }],
    ['ai', { policyActions: ['persona-ai-modelversion-read'], policyResources: ['entity:*'] }],
  ];
  test.each(unbound)('of the kind %s needs no connection', (policySubCategory, attributes) => {
    const written = { ...attributes, policySubCategory, connectionQualifiedName: null };
    expect(validate(written, governor()).connectionQualifiedName).toBeNull();
    const nowhere = facts(user, { connections: [], policies: [] });
    expect(() => validate(written, nowhere)).toThrow('may not grant');
    expect(validate({ ...written, policyType: 'deny' }, nowhere).effect).toBe('deny');
  });

  const refusals: readonly (readonly [attribute: string, value: JsonObject[string], words: string])[] = [
    ['policySubCategory', 'bootstrap', 'accepted: `metadata`, `data`, `glossary`, `domain`, `ai`'],
    ['policySubCategory', null, 'is missing'],
    ['policyCategory', 'purpose', 'accepted: `persona`'],
    [
      'policyServiceName',
      'atlas_abac',
      '`atlas_abac` decides by a filter over attributes, which is not offered; accepted: `atlas`',
    ],
    ['policyServiceName', null, 'is missing'],
    ['policyType', 'dataMask', 'accepted: `allow`, `deny`'],
    ['policyResourceCategory', 'ENTITY', 'accepted: `CUSTOM`'],
    ['policyActions', [], 'at least one'],
    ['policyActions', 'persona-asset-read', 'a list'],
    ['policyActions', ['select'], '`select` is not accepted here'],
    ['policyResources', null, 'a list'],
    ['policyResources', ['entity:default/glue/10'], 'is not in the connection'],
    [
      'policyResources',
      [`entity:${glue}`, `entity:${glue}/${'*'.repeat(11)}`],
      'policyResources[1]: `default/glue/1/***********` has 11',
    ],
    ['policyValiditySchedule', [{ policyValidityScheduleStartTime: 'now' }], 'a schedule on a policy is not offered'],
    ['policyConditions', [{ policyConditionType: 'x' }], 'conditions on a policy are'],
    ['policyFilterCriteria', '{"condition":"AND"}', 'a filter over attributes on a policy is not offered'],
    ['connectionQualifiedName', null, 'the qualified name of the connection is needed'],
  ];
  test.each(refusals)('with %s %j is refused: %s', (...[attribute, value, words]) => {
    expect(() => validate({ [attribute]: value })).toThrow(words);
  });

  test('is accepted with the empty lists and nulls that a round trip sends back', () => {
    const sent = { policyValiditySchedule: [], policyConditions: null, policyFilterCriteria: '', policyMaskType: null };
    expect(validate(sent).effect).toBe('allow');
  });

  test('with thousands of wrong actions is told of fifty', () => {
    const many = Array.from({ length: 5000 }, (_, at) => `persona-fly-${String(at)}`);
    expect(() => validate({ policyActions: many })).toThrow(/persona-fly-49(?!.*persona-fly-50)/);
  });

  test('is told all that is wrong with it at once', () => {
    const wrong = { policyType: 'maybe', policyActions: ['fly'], policyResources: ['entity:elsewhere'] };
    expect(() => validate(wrong)).toThrow(/policyType.*policyActions.*policyResources/);
  });
});

describe('who may write a persona policy', () => {
  test('nobody but an admin of its connection, and a missing connection answers alike', () => {
    const stranger = facts({ ...user, role: 'admin' }, { connections: [], policies: [] });
    expect(() => validate({}, stranger)).toThrow('`ann` is not admin for connection `default/glue/1`');
    const elsewhere = { connectionQualifiedName: 'default/no/1', policyResources: ['entity:default/no/1'] };
    expect(() => validate(elsewhere)).toThrow('is not admin for connection `default/no/1`');
  });

  test('an admin who is denied a part grants nothing of it', () => {
    const deny: Policy = {
      id: 'd',
      effect: 'deny',
      actions: ['asset.read'],
      where: { kind: 'under', path: `${glue}/db` },
    };
    const bound = facts(user, { policies: [...facts(user).policies, deny] });
    expect(() => validate({}, bound)).toThrow('may not grant `asset.read` on `default/glue/1/db` without holding it');
    expect(() => validate({ policyResources: [`entity:${glue}`] }, bound)).toThrow('may not grant');
    expect(validate({ policyResources: [`entity:${glue}/db2`] }, bound).effect).toBe('allow');
    expect(validate({ policyActions: ['persona-asset-update'] }, bound).effect).toBe('allow');
    expect(validate({ policyType: 'deny' }, bound).effect).toBe('deny');
  });

  test('not a token into a persona it is linked to', () => {
    const persona = { guid: personaGuid, qualifiedName: 'default/p', name: 'P', enabled: false };
    expect(() => validate({}, facts(token, { personas: [persona] }))).toThrow('the persona `P` it is linked to');
    expect(validate({}, facts(token)).effect).toBe('allow');
    expect(validate({}, facts(user, { personas: [persona] })).effect).toBe('allow');
  });
});
