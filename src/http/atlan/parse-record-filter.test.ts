import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isCatalogError } from '../../foundation/index.ts';
import { parseRecordFilter } from './parse-record-filter.ts';
import { readListQuery } from './read-list-query.ts';
import { parseQueryString } from '../manners/query-string.ts';

function compare(field: string, operator: string, value: unknown) {
  return { kind: 'compare', field, operator, value };
}

describe('parseRecordFilter', () => {
  it.each([
    ['{"displayName":"X"}', compare('displayName', 'eq', 'X')],
    ['{"username":{"$eq":"u"}}', compare('username', 'eq', 'u')],
    ['{"name":{"$ilike":"$%"}}', compare('name', 'ilike', '$%')],
    ['{"email":{"$in":[""]}}', compare('email', 'in', [''])],
    ['{"email":{"$in":[]}}', compare('email', 'in', [])],
    ['{"$and":[{"alias":{"$ilike":"%X%"}}]}', { kind: 'and', of: [compare('alias', 'ilike', '%X%')] }],
    [
      '{"$or":[{"level":"workspace"},{"level":"admin-subrole"}]}',
      { kind: 'or', of: [compare('level', 'eq', 'workspace'), compare('level', 'eq', 'admin-subrole')] },
    ],
    ['{"a":"1","b":{"$ne":null}}', { kind: 'and', of: [compare('a', 'eq', '1'), compare('b', 'ne', null)] }],
    ['{"a":{"$gt":1,"$lte":5}}', { kind: 'and', of: [compare('a', 'gt', 1), compare('a', 'lte', 5)] }],
  ])('reads %s', (text, filter) => {
    expect(parseRecordFilter(text)).toEqual(filter);
  });

  it('takes an empty object for no filter', () => {
    expect(parseRecordFilter('{}')).toBeUndefined();
  });

  it.each([
    ['{"name":{"$regex":"x"}}', 'unknown operator `$regex` in `filter.name`; accepted: $eq, $ne'],
    ['{"$not":[{"a":"b"}]}', 'unknown operator `$not` in `filter`'],
    ['{"name":{"constructor":"x"}}', 'unknown operator `constructor`'],
    ['{"name":["a"]}', '`filter.name` is a list'],
    ['{"name":{"$in":"a"}}', '`filter.name.$in` must be a list'],
    ['{"name":{"$in":[{}]}}', '`filter.name.$in` must be a list'],
    ['{"name":{"$eq":{"a":1}}}', '`filter.name.$eq` must be a text'],
    ['{"name":{"$ilike":5}}', '`filter.name.$ilike` must be a text'],
    ['{"$and":{}}', '`filter.$and` must be a list'],
    ['{"$or":["x"]}', '`filter.$or[0]` must be an object'],
    ['["a"]', '`filter` must be an object'],
    ['{"a":', '`filter` is not JSON at character 5: expected a value'],
    ['{"$and":['.repeat(12) + ']}'.repeat(12), 'nested deeper than 10 levels'],
  ])('refuses %s and says what it wants', (text, message) => {
    expect(() => parseRecordFilter(text)).toThrow(message);
    expect(() => parseRecordFilter(text)).toThrow(expect.objectContaining({ code: 'filter_invalid' }));
  });

  it('answers any text with a filter or with filter_invalid', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), (text) => {
        try {
          parseRecordFilter(text);
        } catch (error) {
          expect(isCatalogError(error) && error.code === 'filter_invalid').toBe(true);
        }
      }),
    );
  });
});

describe('readListQuery', () => {
  it('reads what the official clients send', () => {
    const query = parseQueryString('count=True&offset=0&limit=5&filter={"displayName":"X"}&sort=-createdAt');
    expect(readListQuery(query)).toEqual({
      filter: compare('displayName', 'eq', 'X'),
      sort: [{ field: 'createdAt', descending: true }],
      offset: 0,
      limit: 5,
    });
  });

  it('takes limit=0, an empty filter and an empty sort for absent', () => {
    expect(readListQuery(parseQueryString('limit=0&filter=&sort='))).toEqual({ sort: [], offset: 0 });
  });
});
