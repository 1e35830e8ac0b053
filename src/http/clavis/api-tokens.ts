import type { FastifyReply } from 'fastify';
import {
  amendApiToken,
  createApiToken,
  getApiToken,
  listApiTokens,
  purgeApiToken,
  resumeApiToken,
  suspendApiToken,
  type ApiToken,
  type ApiTokenQuery,
} from '../../access/index.ts';
import { defaultValiditySeconds, type CreateNativeApiTokenRequest } from '../../contract/index.ts';
import { CatalogError } from '../../foundation/index.ts';
import { readListQuery } from '../atlan/read-list-query.ts';
import { renderPage } from '../atlan/render-page.ts';
import { requireFreshSignIn } from '../authentication/require-fresh-sign-in.ts';
import type { HttpDeps } from '../deps.ts';
import { queryFlag, queryInteger, type QueryValues } from '../manners/query-string.ts';
import { serve, type Router } from '../serve.ts';
import { entityTag, readIfMatch } from './entity-tag.ts';
import { renderCreatedNativeToken, renderNativeToken, renderUpdatedNativeToken } from './render-native-token.ts';

function readNewToken(body: CreateNativeApiTokenRequest) {
  const { displayName, description = '', role = 'none', personaQualifiedNames = [] } = body;
  const { scopes, allowedNetworks, requestsPerMinute, mayRotateItself } = body;
  const validitySeconds = body.validitySeconds === undefined ? defaultValiditySeconds : body.validitySeconds;
  return {
    ...{ displayName, description, role, personaQualifiedNames, validitySeconds },
    ...{ scopes, allowedNetworks, requestsPerMinute, mayRotateItself },
  };
}

const daysMax = 36_500;

function readTokenQuery(query: QueryValues): ApiTokenQuery {
  const expiresWithinDays = queryInteger(query, 'expiresWithinDays');
  if (expiresWithinDays !== undefined && expiresWithinDays > daysMax) {
    const message = `query parameter \`expiresWithinDays\` is \`${String(expiresWithinDays)}\`; accepted: up to ${String(daysMax)}`;
    throw new CatalogError('field_invalid', message);
  }
  return {
    ...readListQuery(query),
    ownerless: queryFlag(query, 'ownerless'),
    ...(expiresWithinDays === undefined ? {} : { expiresWithinDays }),
  };
}

/** Names the version of the token in the answer, to be sent back with the next change. */
function tag<T extends ApiToken>(reply: FastifyReply, token: T): T {
  void reply.header('etag', entityTag(token.version));
  return token;
}

/** API tokens with what the Atlan wire leaves out: role, terms, who answers for them, incremental changes, suspension. */
export function registerNativeApiTokenRoutes(router: Router, { access }: HttpDeps): void {
  serve(router, 'listNativeApiTokens', async ({ principal, query }) =>
    renderPage(await listApiTokens(access, principal, readTokenQuery(query)), renderNativeToken),
  );

  serve(router, 'createNativeApiToken', async ({ principal, body, request, reply }) => {
    await requireFreshSignIn(access, request);
    const created = await createApiToken(access, principal, readNewToken(body));
    tag(reply, created.token);
    return renderCreatedNativeToken(created);
  });

  serve(router, 'getNativeApiToken', async ({ principal, params, reply }) =>
    renderNativeToken(tag(reply, await getApiToken(access, principal, params.id))),
  );

  serve(router, 'updateNativeApiToken', async ({ principal, params, body, request, reply }) => {
    const input = { id: params.id, expected: readIfMatch(request), amendment: body };
    return renderUpdatedNativeToken(tag(reply, await amendApiToken(access, principal, input)));
  });

  serve(router, 'suspendApiToken', async ({ principal, params, body, reply }) => {
    const input = { id: params.id, reason: body.reason };
    return renderNativeToken(tag(reply, await suspendApiToken(access, principal, input)));
  });

  serve(router, 'resumeApiToken', async ({ principal, params, reply }) =>
    renderNativeToken(tag(reply, await resumeApiToken(access, principal, params.id))),
  );

  serve(router, 'purgeNativeApiToken', async ({ principal, params }) => {
    await purgeApiToken(access, principal, params.id);
    return {};
  });
}
