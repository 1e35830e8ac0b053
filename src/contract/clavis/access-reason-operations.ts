import type { Operation } from '../operation.ts';

const own = { tag: 'access', access: 'principal' } as const;
const access = '/api/clavis/v1/access';

/** The reason for every answer: why somebody may, who may, what a change would do, what nobody uses. */
export const accessReasonOperations = {
  explainAccess: {
    ...own,
    method: 'GET',
    path: `${access}/explain`,
    summary: 'May this actor do this to that asset, what decides it, what is missing and who could give it',
    capability: 'about oneself: none; about others: access.explain, or admin of the asset’s connection',
  },
  listDenials: {
    ...own,
    method: 'GET',
    path: `${access}/denials/{trace}`,
    summary: 'The refusals behind a trace (the request id of an answer), with what decided them',
    capability: 'access.explain',
  },
  simulateAccess: {
    ...own,
    method: 'POST',
    path: `${access}/simulate`,
    summary: 'Which actors a change of policies or links would give or take how many assets; nothing is written',
    capability: 'access.explain, or admin of the connections that the policies are of',
  },
  whoCan: {
    ...own,
    method: 'GET',
    path: `${access}/who`,
    summary: 'Everybody who may do this to that asset, each with how; as CSV with `format=csv`',
    capability: 'user.read, with access.explain or as admin of the asset’s connection',
  },
  listActorGrants: {
    ...own,
    method: 'GET',
    path: `${access}/actors/{actor}/grants`,
    summary: 'All that an actor can do, now or at a past date; as CSV with `format=csv`',
    capability: 'about oneself (`me`): none; about others: access.explain',
  },
  reviewAccess: {
    ...own,
    method: 'GET',
    path: `${access}/review`,
    summary: 'What everybody holds, now or at a past date; as CSV with `format=csv`',
    capability: 'access.explain',
  },
  findUnusedAccess: {
    ...own,
    method: 'GET',
    path: `${access}/unused`,
    summary: 'Links and policies that nobody uses or that do nothing',
    capability: 'access.explain and persona.read',
  },
} as const satisfies Record<string, Operation>;
