import { describe, expect, test } from 'vitest';
import { isAdvanced, kindOf, listPlaces, readInputs } from './input-draft.ts';

const schema = {
  properties: {
    connection: {
      type: 'object',
      properties: {
        typeName: { const: 'Connection' },
        attributes: {
          type: 'object',
          properties: { qualifiedName: { type: 'string' }, adminUsers: { type: 'array', items: { type: 'string' } } },
        },
      },
      required: ['typeName', 'attributes'],
    },
    credential: {
      type: 'object',
      properties: {
        authType: { type: 'string', enum: ['iam', 'role'], default: 'iam' },
        connectorConfigName: { const: 'own-connectors-shop' },
        password: { type: 'string', format: 'password' },
      },
    },
    pages: { type: 'integer', default: 2 },
    filter: { type: ['object', 'string'], default: '{}' },
    is_full: { type: 'boolean' },
  },
  required: ['connection'],
};

describe('which field an input gets', () => {
  test.each([
    [{ type: 'boolean' }, 'flag'],
    [{ type: ['boolean', 'string'] }, 'flag'],
    [{ type: ['object', 'string'] }, 'json'],
    [{ type: ['number', 'string'] }, 'number'],
    [{ type: 'array', items: { type: 'string' } }, 'list'],
    [{ type: ['string', 'array'] }, 'text'],
  ])('%j is a %s', (property, kind) => {
    expect(kindOf(property)).toBe(kind);
  });

  test('one for special cases is folded away unless it has to be filled in', () => {
    const rare = { type: 'string', advanced: true };
    expect(isAdvanced({ properties: { rare } }, 'rare', rare)).toBe(true);
    expect(isAdvanced({ properties: { rare }, required: ['rare'] }, 'rare', rare)).toBe(false);
  });
});

describe('the inputs of a form', () => {
  test('nothing filled in: defaults, what has to be there, and no group that may be absent', () => {
    expect(readInputs(schema, {})).toEqual({
      connection: { typeName: 'Connection', attributes: {} },
      ...{ pages: 2, filter: {}, is_full: false },
    });
  });

  test('texts become what the schema says; a secret is not trimmed', () => {
    const draft = {
      'connection.attributes.qualifiedName': ' default/shop/1 ',
      'connection.attributes.adminUsers': 'ada\n\n grace ',
      'credential.password': ' p w ',
      pages: '7',
      filter: '{"a": 1}',
      is_full: true,
    };
    expect(readInputs(schema, draft)).toEqual({
      connection: {
        typeName: 'Connection',
        attributes: { qualifiedName: 'default/shop/1', adminUsers: ['ada', 'grace'] },
      },
      credential: { authType: 'iam', connectorConfigName: 'own-connectors-shop', password: ' p w ' },
      ...{ pages: 7, filter: { a: 1 }, is_full: true },
    });
  });

  test('what is no number and no JSON goes to the server as it is, which says so', () => {
    expect(readInputs(schema, { pages: 'many', filter: '{' })).toMatchObject({ pages: 'many', filter: '{' });
  });

  test('every field and group is a place for what is wrong with it', () => {
    expect(listPlaces(schema)).toEqual([
      ...['connection', 'connection.attributes', 'connection.attributes.qualifiedName'],
      ...['connection.attributes.adminUsers', 'credential', 'credential.authType', 'credential.password'],
      ...['pages', 'filter', 'is_full'],
    ]);
  });
});
