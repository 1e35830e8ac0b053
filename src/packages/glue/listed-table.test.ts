import { type Table } from '@aws-sdk/client-glue';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { type LinkTarget } from './link-target.ts';
import { listTable } from './listed-table.ts';
import { schemaPlace } from './map-database.ts';

const place = schemaPlace('default/glue/1735500000', 'sales');
const sourceOf = (table: Table, link?: LinkTarget): string => listTable(place, table, link).item.source;

const text = fc.constantFrom('a', 'b', 'struct<a:int>', 'int', '');
const column = fc.record({ Name: text, Type: text, Comment: text }, { requiredKeys: ['Name'] });
const columns = fc.array(column, { maxLength: 3 });
const time = fc.constantFrom(new Date(1_700_000_000_000), new Date(1_700_000_100_000));
const table: fc.Arbitrary<Table> = fc.record(
  {
    Name: text,
    Description: text,
    TableType: fc.constantFrom('EXTERNAL_TABLE', 'VIRTUAL_VIEW'),
    UpdateTime: time,
    CreateTime: time,
    LastAccessTime: time,
    Parameters: fc.dictionary(fc.constantFrom('comment', 'numRows', 'table_type', 'uuid'), text),
    StorageDescriptor: fc.record({ Columns: columns, Location: text }, { requiredKeys: [] }),
    PartitionKeys: columns,
    ViewOriginalText: text,
    IsRegisteredWithLakeFormation: fc.boolean(),
  },
  { requiredKeys: ['Name'] },
);

describe('listTable', () => {
  it('gives another digest when any field of a table changes, but for its version', () => {
    const before: Table = { Name: 't', DatabaseName: 'sales', VersionId: '1' };
    expect(sourceOf({ ...before, VersionId: '2' })).toBe(sourceOf(before));
    fc.assert(
      fc.property(table, table, (one, other) => {
        const key = (value: Table): string => JSON.stringify(Object.entries(value));
        expect(sourceOf(one) === sourceOf(other)).toBe(key(one) === key(other));
      }),
    );
  });

  it('gives another digest when the target of a link changes, appears or goes, but for its version', () => {
    const link: Table = { Name: 't', TargetTable: { DatabaseName: 'd', Name: 'x' } };
    const target = (more: Partial<Table>): LinkTarget => ({
      path: 'd/x',
      state: 'present',
      table: { Name: 'x', ...more },
    });
    const gone: LinkTarget = { path: 'd/x', state: 'gone', table: null };
    const hidden: LinkTarget = { path: 'd/x', state: 'hidden', table: null };
    const states = [undefined, target({}), target({ Description: 'new' }), gone, hidden];
    expect(new Set(states.map((state) => sourceOf(link, state))).size).toBe(states.length);
    expect(sourceOf(link, target({ VersionId: '2' }))).toBe(sourceOf(link, target({})));
  });

  it('gives the same digest when the same parameters are listed in another order, which the source may do', () => {
    const listed = (names: readonly string[]): Table => {
      const Parameters = Object.fromEntries(names.map((name) => [name, name]));
      const Columns = [{ Name: 'c', Parameters }];
      return {
        Name: 't',
        Parameters,
        StorageDescriptor: { Columns, Parameters, SerdeInfo: { Parameters } },
        PartitionKeys: Columns,
      };
    };
    expect(sourceOf(listed(['b', 'a']))).toBe(sourceOf(listed(['a', 'b'])));
    expect(sourceOf(listed(['b', 'a']))).not.toBe(sourceOf(listed(['b', 'c'])));
  });

  it('gives another digest in another place, since names of columns begin with it', () => {
    const elsewhere = schemaPlace('default/glue/1735500000', 'sales', { name: 'other', id: null });
    expect(listTable(elsewhere, { Name: 't' }, undefined).item.source).not.toBe(sourceOf({ Name: 't' }));
  });
});
