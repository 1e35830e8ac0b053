import { expect, test } from 'vitest';
import { type Asset } from '../../../src/sdk/index.ts';
import { orderColumns } from './order-columns.ts';

const tablePath = 'default/glue/1/AwsDataCatalog/sales/orders';

function column(path: string, attributes: Record<string, unknown>): Asset {
  return {
    guid: path,
    typeName: 'Column',
    name: path.slice(path.lastIndexOf('/') + 1),
    qualifiedName: `${tablePath}/${path}`,
    status: 'ACTIVE',
    createdAt: null,
    updatedAt: null,
    createdBy: null,
    attributes,
    relationshipAttributes: {},
  };
}

test('nested fields stand below their column, in their own order, deeper by one', () => {
  const columns = [
    column('dt', { order: 3, isPartition: true }),
    column('address/city', { order: 2, nestedColumnOrder: 2 }),
    column('address/geo/lat', { order: 1, nestedColumnOrder: 1 }),
    column('id', { order: 1, rawDataTypeDefinition: 'bigint', dataType: 'BIGINT' }),
    column('address/geo', { order: 1, nestedColumnOrder: 1 }),
    column('address', { order: 2, dataType: 'STRUCT' }),
  ];
  const listed = orderColumns(columns, tablePath);
  expect(listed.map(({ name, depth }) => `${'  '.repeat(depth)}${name}`)).toEqual([
    'id',
    'address',
    '  geo',
    '    lat',
    '  city',
    'dt',
  ]);
  expect(listed[0]).toMatchObject({ dataType: 'bigint', isPartition: false });
  expect(listed[1]).toMatchObject({ dataType: 'STRUCT' });
  expect(listed.at(-1)).toMatchObject({ isPartition: true });
});
