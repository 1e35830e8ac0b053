import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Introspection, SignedToken } from '../../contract/index.ts';
import { invariant } from '../../foundation/index.ts';
import {
  authenticateClient,
  clientRefusal,
  inspectSignedToken,
  issueSignedToken,
  OauthRefusal,
  publicHalf,
  type AuthenticatedClient,
} from '../../identity/index.ts';
import { countStranger } from '../authentication/record-denials.ts';
import { originOf } from '../authentication/request-origin.ts';
import type { HttpDeps } from '../deps.ts';
import { createKeySource } from '../oidc/key-source.ts';
import { publicUrlOf } from '../oidc/provider-source.ts';
import { serve, type Router } from '../serve.ts';
import { readClientCredentials, type ClientFields } from './client-claim.ts';

async function requireClient(
  { identity }: HttpDeps,
  request: FastifyRequest,
  fields: ClientFields,
): Promise<AuthenticatedClient> {
  const credentials = readClientCredentials(request.headers.authorization, fields);
  const client =
    credentials === null ? null : await authenticateClient(identity, { ...credentials, origin: originOf(request) });
  // An API token proves itself alike elsewhere; here it is no client, and told nothing else than a stranger.
  if (client?.principal.kind !== 'client') throw clientRefusal();
  return client;
}

function requireGrantType(grantType: string | undefined): void {
  if (grantType === 'client_credentials') return;
  if (grantType === undefined || grantType === '') {
    throw new OauthRefusal(
      'invalid_request',
      'missing required parameter `grant_type`; accepted: `client_credentials`',
    );
  }
  throw new OauthRefusal('unsupported_grant_type', 'the grant type is not supported; accepted: `client_credentials`');
}

/** A refusal as RFC 6749 has it (section 5.2); `code` stands beside it where clients of the Alation wire know it. */
function sendRefusal(reply: FastifyReply, refusal: OauthRefusal): void {
  const { status, error, error_description } = refusal;
  const isUnproven = status === 401;
  if (isUnproven) void reply.header('www-authenticate', 'Basic realm="clavis"');
  void reply.code(status).send({ error, error_description, ...(isUnproven ? { code: String(status) } : {}) });
}

/** What `run` gives, or nothing where its refusal was sent; a client that proved nothing is counted as a stranger. */
async function answerProtocol<T>(
  { journal }: HttpDeps,
  { reply, request }: { readonly reply: FastifyReply; readonly request: FastifyRequest },
  run: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof OauthRefusal)) throw error;
    if (error.error === 'invalid_client') countStranger(journal, request);
    sendRefusal(reply, error);
    return undefined;
  }
}

/** Signed access tokens of OAuth clients (Alation wire, OAuth 2.0). */
export function registerSignedTokenRoutes(router: Router, deps: HttpDeps): void {
  const keySource = createKeySource(deps);

  serve(router, 'issueSignedToken', async ({ body, request, reply }) =>
    answerProtocol(deps, { request, reply }, async (): Promise<SignedToken> => {
      requireGrantType(body.grant_type);
      const client = await requireClient(deps, request, body);
      const [key] = await keySource();
      invariant(key !== undefined, 'there is a signing key');
      const signing = { key, publicUrl: publicUrlOf(deps) };
      const issued = await issueSignedToken(deps.identity, client, signing);
      return { access_token: issued.accessToken, token_type: 'Bearer', expires_in: issued.expiresInSeconds };
    }),
  );

  serve(router, 'introspectSignedToken', async ({ body, request, reply }) =>
    answerProtocol(deps, { request, reply }, async (): Promise<Introspection> => {
      await requireClient(deps, request, body);
      if (!body.token) throw new OauthRefusal('invalid_request', 'missing required parameter `token`');
      const claims = await inspectSignedToken(deps.identity, body.token, originOf(request));
      return claims === null ? { active: false } : { active: true, ...claims };
    }),
  );

  serve(router, 'getSignedTokenKeys', async () => ({ keys: (await keySource()).map(publicHalf) }));
}
