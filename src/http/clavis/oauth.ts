import type { FastifyRequest } from 'fastify';
import type {
  DeviceRequest as WireDeviceRequest,
  OauthDecision,
  OauthGrant as WireGrant,
  OauthInteraction as WireInteraction,
} from '../../contract/index.ts';
import { CatalogError } from '../../foundation/index.ts';
import {
  allowDevice,
  allowInteraction,
  endOwnGrant,
  findDeviceRequest,
  findInteraction,
  listOwnGrants,
  refuseDevice,
  refuseInteraction,
  type DeviceRequest,
  type OauthGrant,
  type OauthInteraction,
} from '../../identity/index.ts';
import type { HttpDeps } from '../deps.ts';
import { cookieNames, findCookie } from '../oidc/oidc-cookies.ts';
import { endpointPaths, realmPath } from '../oidc/realm-paths.ts';
import { requireSession } from '../oidc/require-session.ts';
import { serve, type Router } from '../serve.ts';

/**
 * SECURITY: the request must have begun in this very browser. Without that, somebody could begin one, have another person say yes
 * to it by a link, and go on as that person.
 */
function requireBegunHere({ headers }: FastifyRequest, uid: string): void {
  if (findCookie(headers.cookie, cookieNames.interaction) === uid) return;
  throw new CatalogError('record_not_found', 'there is no such request; it has run out or was decided');
}

function renderInteraction({ expiresAt, ...interaction }: OauthInteraction): WireInteraction {
  return { ...interaction, scopes: [...interaction.scopes], expiresAt: expiresAt.toISOString() };
}

function renderDevice({ requestedAt, expiresAt, ...device }: DeviceRequest): WireDeviceRequest {
  return {
    ...{ ...device, scopes: [...device.scopes], place: 'unknown' },
    ...{ requestedAt: requestedAt.toISOString(), expiresAt: expiresAt.toISOString() },
  };
}

function renderGrant({ createdAt, expiresAt, ...grant }: OauthGrant): WireGrant {
  const scopes = [...grant.scopes];
  return { ...grant, scopes, createdAt: createdAt.toISOString(), expiresAt: expiresAt.toISOString() };
}

/** Only the path: the browser stays under the address that it came by, to which its cookies belong. */
function goOn(uid: string): OauthDecision {
  return { redirectTo: `${realmPath}${endpointPaths.authorization}/${uid}` };
}

function registerInteractionRoutes(router: Router, { identity }: HttpDeps): void {
  serve(router, 'getOauthInteraction', async ({ params, request }) => {
    requireSession(request);
    requireBegunHere(request, params.uid);
    return renderInteraction(await findInteraction(identity, params.uid));
  });

  serve(router, 'allowOauthInteraction', async ({ principal, params, request }) => {
    const sessionId = requireSession(request);
    requireBegunHere(request, params.uid);
    await allowInteraction(identity, principal, { uid: params.uid, sessionId });
    return goOn(params.uid);
  });

  serve(router, 'refuseOauthInteraction', async ({ principal, params, request }) => {
    requireSession(request);
    requireBegunHere(request, params.uid);
    await refuseInteraction(identity, principal, { uid: params.uid });
    return goOn(params.uid);
  });
}

function registerDeviceRoutes(router: Router, { identity }: HttpDeps): void {
  const answerOf = (request: FastifyRequest, userCode: string) => {
    const sessionId = requireSession(request);
    return { userCode, sessionId, attempt: { session: sessionId, address: request.ip } };
  };

  serve(router, 'findDeviceRequest', async ({ body, request }) =>
    renderDevice(await findDeviceRequest(identity, answerOf(request, body.userCode))),
  );

  serve(router, 'allowDevice', async ({ principal, body, request }) => {
    await allowDevice(identity, principal, answerOf(request, body.userCode));
    return {};
  });

  serve(router, 'refuseDevice', async ({ principal, body, request }) => {
    await refuseDevice(identity, principal, answerOf(request, body.userCode));
    return {};
  });
}

/** What a person decides about clients that ask for them. */
export function registerConsentRoutes(router: Router, deps: HttpDeps): void {
  registerInteractionRoutes(router, deps);
  registerDeviceRoutes(router, deps);

  serve(router, 'listOwnGrants', async ({ principal }) => ({
    grants: (await listOwnGrants(deps.identity, principal)).map(renderGrant),
  }));

  serve(router, 'endOwnGrant', async ({ principal, params }) => {
    await endOwnGrant(deps.identity, principal, params.id);
    return {};
  });
}
