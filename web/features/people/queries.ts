import { queryOptions } from '@tanstack/react-query';
import { collectAll } from '../../../src/sdk/index.ts';
import { client } from '../../api/client.ts';

export const peopleQuery = queryOptions({
  queryKey: ['people'],
  queryFn: ({ signal }) => collectAll(client.people.list({ signal })),
});

export const rolesQuery = queryOptions({
  queryKey: ['roles'],
  queryFn: ({ signal }) => client.people.roles({ signal }),
  // They are part of the product.
  staleTime: Infinity,
});

export const groupsQuery = queryOptions({
  queryKey: ['groups'],
  queryFn: ({ signal }) => collectAll(client.groups.list({ signal })),
});

export function membersQuery(groupId: string) {
  return queryOptions({
    queryKey: ['members', groupId],
    queryFn: ({ signal }) => collectAll(client.groups.members(groupId, { signal })),
  });
}
