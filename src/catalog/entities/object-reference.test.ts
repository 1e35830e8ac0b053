import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../foundation/index.ts';
import { readObjectReference } from './object-reference.ts';

const attributes = { qualifiedName: 'default/dynamodb/1/t' };

describe('a reference', () => {
  it.each<[what: string, said: JsonObject, read: [guid: string | null, qualifiedName: string | null]]>([
    ['a guid wins over every name', { guid: '-1', uniqueAttributes: { qualifiedName: 'a' }, attributes }, ['-1', 'a']],
    ['a guid is not joined by the name in attributes', { guid: '-1', attributes }, ['-1', null]],
    [
      'a unique name wins over the one in attributes',
      { uniqueAttributes: { qualifiedName: 'a' }, attributes },
      [null, 'a'],
    ],
    ['the name stands beside the type', { qualifiedName: 'a' }, [null, 'a']],
    ['nothing else is said than the name in attributes', { attributes }, [null, attributes.qualifiedName]],
  ])('%s', (_, said, [guid, qualifiedName]) => {
    expect(readObjectReference({ typeName: 'Table', ...said }, 'table')).toMatchObject({ guid, qualifiedName });
  });

  it.each<JsonObject>([{}, { attributes: {} }, { attributes: { qualifiedName: '' } }, { attributes: { name: 't' } }])(
    '%j names no asset',
    (said) => {
      const message = 'names no asset: needs `guid` or `uniqueAttributes.qualifiedName`';
      expect(readObjectReference({ typeName: 'Table', ...said }, 'table')).toEqual({ path: 'table', message });
    },
  );

  it('needs a type beside a name, however the name is said', () => {
    const problem = { path: 'table', message: 'needs `typeName` beside its qualified name' };
    expect(readObjectReference({ attributes }, 'table')).toEqual(problem);
    expect(readObjectReference({ uniqueAttributes: attributes }, 'table')).toEqual(problem);
  });
});
