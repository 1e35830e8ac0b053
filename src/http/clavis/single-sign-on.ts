import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  beginSingleSignOn,
  completeSingleSignOn,
  endFederatedSessions,
  listIdentityProviders,
  type SignInProblem,
} from '../../identity/index.ts';
import { originOf } from '../authentication/request-origin.ts';
import { sessionCookie } from '../authentication/session-cookie.ts';
import { endedStartCookie, findStartCookie, startCookie } from '../authentication/single-sign-on-cookie.ts';
import type { HttpDeps } from '../deps.ts';
import { queryText } from '../manners/query-string.ts';
import { serve, type Router } from '../serve.ts';

/** The sign-in page with a word on what went wrong; the reason stands in the audit under the trace id. */
function sendToSignIn(reply: FastifyReply, problem: SignInProblem, traceId: string): FastifyReply {
  const query = new URLSearchParams({ problem, trace: traceId });
  return reply.redirect(`/sign-in?${query.toString()}`, 303);
}

function queryOf(request: FastifyRequest): string {
  const url = request.raw.url ?? '';
  const question = url.indexOf('?');
  return question === -1 ? '' : url.slice(question + 1);
}

/** Signing in at an identity provider, by the browser; and the provider's word that somebody signed out there. */
export function registerSingleSignOnRoutes(router: Router, { singleSignOn, identity }: HttpDeps): void {
  serve(router, 'listSignInProviders', async () => {
    const providers = await listIdentityProviders(singleSignOn.db);
    const offered = providers.filter(({ enabled }) => enabled);
    return { providers: offered.map(({ alias, displayName }) => ({ alias, displayName })) };
  });

  serve(router, 'beginSingleSignOn', async ({ params, query, request, reply }) => {
    const attempt = { alias: params.alias, origin: originOf(request), traceId: request.id };
    const start = await beginSingleSignOn(singleSignOn, { ...attempt, returnTo: queryText(query, 'returnTo') });
    if (start.outcome === 'refused') return sendToSignIn(reply, start.problem, request.id);
    return reply.header('set-cookie', startCookie(start.cookieSecret)).redirect(start.location, 303);
  });

  serve(router, 'completeSingleSignOn', async ({ params, request, reply }) => {
    const result = await completeSingleSignOn(singleSignOn, {
      alias: params.alias,
      query: queryOf(request),
      cookieSecret: findStartCookie(request.headers.cookie),
      origin: originOf(request),
      traceId: request.id,
    });
    if (result.outcome === 'refused') {
      // A callback that is not this browser's leaves what this browser has under way alone.
      if (result.isOver) void reply.header('set-cookie', endedStartCookie());
      return sendToSignIn(reply, result.problem, request.id);
    }
    const { session, expiresAt } = result.signedIn;
    return reply
      .header('set-cookie', [sessionCookie(session, expiresAt), endedStartCookie()])
      .redirect(result.returnTo, 303);
  });

  serve(router, 'endFederatedSessions', async ({ params, body, request }) => {
    const { alias } = params;
    const origin = originOf(request);
    await endFederatedSessions(
      { ...identity, ...singleSignOn },
      { alias, logoutToken: body.logout_token, origin, traceId: request.id },
    );
  });
}
