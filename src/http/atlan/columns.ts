import type { ListedGroup, ListedUser, UserListQuery } from '../../access/index.ts';
import { queryInteger, queryList, type QueryValues } from '../manners/query-string.ts';
import { readListQuery } from './read-list-query.ts';
import { renderGroup } from './render-group.ts';
import { renderUser } from './render-user.ts';

/** With `columns` a record has only what every one has and what is asked for; the clients' tests look for what is missing. */
function withColumns<Item>(
  render: (item: Item) => object,
  { query, always }: { readonly query: QueryValues; readonly always: readonly string[] },
): (item: Item) => object {
  const columns = queryList(query, 'columns');
  if (columns.length === 0) return render;
  const kept = new Set([...always, ...columns]);
  return (item) => Object.fromEntries(Object.entries(render(item)).filter(([column]) => kept.has(column)));
}

export function groupRenderer(query: QueryValues): (group: ListedGroup) => object {
  return withColumns(renderGroup, { query, always: ['id', 'name'] });
}

export function userRenderer(query: QueryValues): (user: ListedUser) => object {
  return withColumns(renderUser, { query, always: ['id', 'username'] });
}

/** A list of users as the clients ask for it; they read the newest sign-in of everybody, asked for or not. */
export function readUserQuery(query: QueryValues): UserListQuery {
  return { ...readListQuery(query), loginEventsMax: queryInteger(query, 'maxLoginEvents') ?? 1 };
}
