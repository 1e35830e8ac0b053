import { expect, test } from 'vitest';
import { countsOf } from './run-counts.ts';

test.each([
  [{ tables: 40, tablesEstimate: 1900 }, [{ name: 'tables', text: '40 of about 1,900' }]],
  [{ tables: 1900, tablesEstimate: 1900 }, [{ name: 'tables', text: '1,900' }]],
  [{ tables: 1901, tablesEstimate: 1900 }, [{ name: 'tables', text: '1,901' }]],
  [{ databases: 3, databasesTotal: 6 }, [{ name: 'databases', text: '3 of 6' }]],
  [{ databases: 6, databasesTotal: 6 }, [{ name: 'databases', text: '6' }]],
  [{ rows: 3, rowsEstimate: 9, failed: 0 }, [{ name: 'rows', text: '3 of about 9' }]],
])('totals %j are shown as %j', (totals, shown) => {
  expect(countsOf(totals)).toEqual(shown);
});
