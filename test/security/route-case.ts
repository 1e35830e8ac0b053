import { randomBytes, randomInt } from 'node:crypto';
import { operations, type OperationId } from '../../src/contract/index.ts';
import { newGuid } from '../../src/foundation/index.ts';

/** One request of the matrix, without its credential. */
export interface Call {
  readonly url: string;
  readonly body?: object;
}

/** What the admin has made, for a case to point at. */
export interface Made {
  readonly tokenId: string;
  readonly connection: { readonly guid: string; readonly qualifiedName: string };
  /** A query collection with nobody but its maker in it. */
  readonly collection: { readonly guid: string };
  readonly workflowName: string;
  readonly runName: string;
  readonly credentialId: string;
  /** A workflow of the app surface, and its run. */
  readonly appSlug: string;
  readonly appRunId: string;
  readonly userId: string;
  readonly groupId: string;
  readonly groupName: string;
  /** Of `okta`, for that group. */
  readonly ssoMapperId: string;
  /** Of that user. */
  readonly sessionId: string;
  readonly oauthClientId: string;
  /** Internal name of a tag that nothing has. */
  readonly tagName: string;
  /** Pending, of a person, for a connection of the admin's. */
  readonly accessRequestId: string;
  /** The number of a connection of the admin's. */
  readonly datasource: string;
  /** Of a person who is none of the callers. */
  readonly refreshTokenId: string;
}

/** Expected status with an object that exists and with one that does not; one number where there is no object. */
type Expected = number | readonly [existing: number, missing: number];

/**
 * What one operation answers. `needs` says which objects are made anew for each request, because the request uses them up.
 * Without a good credential every operation that needs one answers 401, whatever is asked.
 */
export interface RouteCase {
  readonly existing: (made: Made) => Call;
  readonly missing?: (made: Made) => Call;
  readonly none: Expected;
  readonly default: Expected;
  readonly admin: Expected;
}

export const nobody = newGuid();

export function path(id: OperationId, part = ''): string {
  return operations[id].path.replace(/\{\w+\}/, part);
}

export function workflowBody(name: string): object {
  const templateRef = { name: 'atlan-glue', template: 'main', clusterScope: true };
  const tasks = [{ name: 'run', arguments: { parameters: [] }, templateRef }];
  return {
    metadata: { name, namespace: 'default', labels: {}, annotations: {} },
    spec: { entrypoint: 'main', templates: [{ name: 'main', dag: { tasks } }] },
    payload: [],
  };
}

export function newWorkflow(): { readonly name: string; readonly body: object } {
  const name = `atlan-glue-${String(randomInt(1_000_000_000, 9_999_999_999))}`;
  return { name, body: workflowBody(name) };
}

export function newConnection(adminUsers: readonly string[]): {
  readonly qualifiedName: string;
  readonly body: object;
} {
  const qualifiedName = `default/glue/${randomBytes(6).toString('hex')}`;
  const attributes = { qualifiedName, name: 'a connection', connectorName: 'glue', category: 'lake', adminUsers };
  return { qualifiedName, body: { entities: [{ typeName: 'Connection', guid: '-1', attributes }] } };
}

export function uniqueName(qualifiedName: string): string {
  return `?attr:qualifiedName=${encodeURIComponent(qualifiedName)}`;
}

export function list(id: OperationId, statuses: { readonly none: number }): RouteCase {
  return { existing: () => ({ url: path(id) }), ...statuses, default: 200, admin: 200 };
}

export function open(id: OperationId, call: Partial<Call>, status: number): RouteCase {
  return { existing: () => ({ url: path(id), ...call }), none: status, default: status, admin: status };
}

export function submitting(id: OperationId): RouteCase {
  return { existing: () => ({ url: path(id), body: newWorkflow().body }), none: 403, default: 200, admin: 200 };
}

export function rerunning(id: OperationId): RouteCase {
  return {
    existing: ({ workflowName }) => ({ url: path(id), body: { resourceName: workflowName } }),
    missing: () => ({ url: path(id), body: { resourceName: 'atlan-glue-1' } }),
    none: 403,
    // Of the admin, and so hidden.
    default: [404, 404],
    admin: [200, 404],
  };
}

export function changingWorkflow(id: OperationId, body: (name: string) => object | undefined): RouteCase {
  const call = (name: string): Call => {
    const given = body(name);
    return { url: path(id, name), ...(given === undefined ? {} : { body: given }) };
  };
  return {
    existing: ({ workflowName }) => call(workflowName),
    missing: () => call('atlan-glue-1'),
    none: 403,
    // Of the admin, and so hidden.
    default: [404, 404],
    admin: [200, 404],
  };
}

export function onCredential(id: OperationId, body?: object): RouteCase {
  const call = (guid: string): Call => ({ url: path(id, guid), ...(body === undefined ? {} : { body }) });
  return {
    existing: ({ credentialId }) => call(credentialId),
    missing: () => call(nobody),
    none: 403,
    // Of the admin, and so hidden.
    default: [404, 404],
    admin: [200, 404],
  };
}
