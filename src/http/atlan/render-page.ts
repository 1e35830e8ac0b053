import type { ListPage } from '../../foundation/index.ts';

/** The list envelope of every service list, with each record rendered. */
export function renderPage<Item, Wire>(page: ListPage<Item>, render: (item: Item) => Wire): ListPage<Wire> {
  const { totalRecord, filterRecord, records } = page;
  return { totalRecord, filterRecord, records: records.map(render) };
}
