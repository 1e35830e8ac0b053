import { describeNumberedSelf, getPersonByNumber, listPeopleByNumber, type NumberedSelf } from '../../access/index.ts';
import { readListRequest, type ListFilter, type ListShape, type RelationalRequest } from '../../catalog/index.ts';
import { operations, type UserInfo, type UserV1, type UserV2 } from '../../contract/index.ts';
import {
  alationRoleOf,
  type NumberedActor,
  type PeopleFilter,
  type PeopleWindow,
  type TextTest,
} from '../../identity/index.ts';
import type { HttpDeps } from '../deps.ts';
import { serve, type Router } from '../serve.ts';
import { answerPage, numberInPath } from './next-page.ts';

const sortFields = ['id', 'display_name', 'email'] as const;

/** COMPAT: the release whose wire is spoken here; clients decide by it what they ask for. */
const releaseName = '2024.1.4';

/** What can be asked of a list of people (Alation wire, users). */
const userShape: ListShape = {
  numbers: ['id', 'profile_id'],
  texts: ['display_name', 'email'],
  sorts: sortFields,
  suffixes: ['', 'contains', 'icontains'],
  flags: [],
};

const hows: Readonly<Partial<Record<ListFilter['suffix'], TextTest['how']>>> = {
  contains: 'contains',
  icontains: 'contains-in-any-case',
};

function textTests(filters: readonly ListFilter[], field: string): readonly TextTest[] {
  return filters.flatMap((filter) =>
    filter.kind === 'text' && filter.field === field
      ? [{ how: hows[filter.suffix] ?? ('is' as const), texts: filter.values }]
      : [],
  );
}

function readFilter({ filters }: RelationalRequest): PeopleFilter {
  return {
    numbers: filters.flatMap((filter) => (filter.kind === 'number' ? [filter.values] : [])),
    displayName: textTests(filters, 'display_name'),
    email: textTests(filters, 'email'),
  };
}

function readWindow({ skip, limit, sort }: RelationalRequest): PeopleWindow {
  const [first] = sort;
  const field = sortFields.find((name) => name === first?.field) ?? 'id';
  return { skip, limit, sort: { field, descending: first?.descending ?? false } };
}

function displayNameOf({ firstName, lastName, username }: NumberedActor): string {
  return `${firstName} ${lastName}`.trim() || username;
}

function renderUserV1(actor: NumberedActor): UserV1 {
  return {
    id: actor.number,
    display_name: displayNameOf(actor),
    email: actor.email ?? '',
    profile_id: actor.number,
    url: `/user/${String(actor.number)}/`,
  };
}

function renderUserV2(actor: NumberedActor): UserV2 {
  return {
    ...renderUserV1(actor),
    last_login: actor.lastLoginAt?.toISOString() ?? null,
    ts_created: actor.createdAt.toISOString(),
  };
}

function renderUserInfo({ actor, principal, administersConnection }: NumberedSelf): UserInfo {
  return {
    id: actor.number,
    username: actor.email ?? actor.username,
    email: actor.email ?? '',
    first_name: actor.firstName,
    last_name: actor.lastName,
    role: alationRoleOf(principal, { administersConnection }),
    title: actor.title,
  };
}

const userLists = [
  ['listUsersV2', renderUserV2],
  ['listUsersV1', renderUserV1],
] as const;
const singleUsers = [
  ['getUserV2', renderUserV2],
  ['getUserV1', renderUserV1],
] as const;

/** People by their numbers, and what the server says of itself (Alation wire, data API). */
export function registerNumberedUserRoutes(router: Router, { access }: HttpDeps): void {
  serve(router, 'getAlationUserInfo', async ({ principal }) =>
    renderUserInfo(await describeNumberedSelf(access, principal)),
  );

  for (const [id, render] of userLists) {
    serve(router, id, async ({ principal, query, reply }) => {
      const request = readListRequest(query, userShape);
      const asked = { filter: readFilter(request), window: readWindow(request) };
      const page = await listPeopleByNumber(access, principal, asked);
      return answerPage({ reply, query, path: operations[id].path }, { ...page, shown: request.shown }, render);
    });
  }

  for (const [id, render] of singleUsers) {
    serve(router, id, async ({ principal, params }) =>
      render(await getPersonByNumber(access, principal, numberInPath(params.id))),
    );
  }

  serve(router, 'getFullVersion', () => Promise.resolve({ ALATION_RELEASE_NAME: releaseName }));

  serve(router, 'getLicense', () => Promise.resolve({ is_cloud: false }));
}
