import { createAccountCode, endSessionsOf, listSessionsOf, switchUser } from '../../access/index.ts';
import { removeUser } from '../../catalog/index.ts';
import type { AccountCodeCreated, UserRemoved } from '../../contract/index.ts';
import { acceptAccountCode, withinFailureBudget, type AccountCode } from '../../identity/index.ts';
import { beginBrowserSession } from '../authentication/begin-browser-session.ts';
import { originOf } from '../authentication/request-origin.ts';
import type { HttpDeps } from '../deps.ts';
import { queryText } from '../manners/query-string.ts';
import { serve, type Router } from '../serve.ts';
import { renderBrowserSession } from './sessions.ts';

function renderCode({ code, expiresAt }: AccountCode): AccountCodeCreated {
  return { code, expiresAt: expiresAt.toISOString() };
}

/** Accounts of people: letting in, shutting out, removing. */
export function registerPeopleRoutes(router: Router, { access, catalog, identity }: HttpDeps): void {
  for (const [id, purpose] of [
    ['createInvitation', 'invitation'],
    ['createPasswordReset', 'password-reset'],
  ] as const) {
    serve(router, id, async ({ principal, params }) =>
      renderCode(await createAccountCode(access, principal, { userId: params.id, purpose })),
    );
  }

  serve(router, 'acceptInvitation', async ({ body, request, reply }) => {
    const run = () => acceptAccountCode(identity, { ...body, origin: originOf(request) });
    const attempt = { address: request.ip, door: 'invitation', wrongGuess: 'permission_denied', run } as const;
    return beginBrowserSession(reply, await withinFailureBudget(identity, attempt));
  });

  for (const [id, enabled] of [
    ['disableUser', false],
    ['enableUser', true],
  ] as const) {
    serve(router, id, async ({ principal, params }) => {
      await switchUser(access, principal, { userId: params.id, enabled });
      return {};
    });
  }

  serve(router, 'removeUser', async ({ principal, params, query }): Promise<UserRemoved> => {
    const transferTo = queryText(query, 'transferTo');
    const { transferred } = await removeUser(catalog, principal, { userId: params.id, transferTo });
    return { transferred: [...transferred] };
  });

  serve(router, 'listSessionsOfUser', async ({ principal, params }) => ({
    sessions: (await listSessionsOf(access, principal, params.id)).map((session) =>
      renderBrowserSession({ ...session, isCurrent: false }),
    ),
  }));

  serve(router, 'endSessionsOfUser', async ({ principal, params }) => ({
    sessionsEnded: await endSessionsOf(access, principal, params.id),
  }));
}
