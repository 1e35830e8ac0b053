import { endSession, getCurrentSession, listOwnSessions, type ListedSession } from '../../access/index.ts';
import type { BrowserSession, CurrentBrowserSession } from '../../contract/index.ts';
import { changePassword, confirmSession } from '../../identity/index.ts';
import { beginBrowserSession, requireBrowserSession, secretIdOf } from '../authentication/begin-browser-session.ts';
import { originOf } from '../authentication/request-origin.ts';
import type { HttpDeps } from '../deps.ts';
import { serve, type Router } from '../serve.ts';

export function renderBrowserSession(session: ListedSession): BrowserSession {
  return {
    id: session.id,
    startedAt: session.startedAt.toISOString(),
    lastUsedAt: session.lastUsedAt.toISOString(),
    expiresAt: session.expiresAt.toISOString(),
    network: session.network,
    client: session.client,
    current: session.isCurrent,
  };
}

/** The own browser sessions, and what a person does with their own password. */
export function registerSessionRoutes(router: Router, { access, identity, clock }: HttpDeps): void {
  serve(router, 'listSessions', async ({ principal, request }) => ({
    sessions: (await listOwnSessions(access, principal, secretIdOf(request))).map(renderBrowserSession),
  }));

  serve(router, 'getCurrentSession', async ({ request }): Promise<CurrentBrowserSession> => {
    const session = await getCurrentSession(access, secretIdOf(request));
    const ageMs = clock.now().getTime() - session.startedAt.getTime();
    const ageSeconds = Math.max(0, Math.floor(ageMs / 1000));
    return { ...renderBrowserSession({ ...session, isCurrent: true }), ageSeconds };
  });

  serve(router, 'endSession', async ({ principal, params }) => {
    await endSession(access, principal, params.id);
    return {};
  });

  serve(router, 'confirmSession', async ({ principal, body, request, reply }) => {
    const sessionId = requireBrowserSession(request, 'proving a password');
    const proof = { ...body, sessionId, origin: originOf(request) };
    return beginBrowserSession(reply, await confirmSession(identity, principal, proof));
  });

  serve(router, 'changePassword', async ({ principal, body, request, reply }) => {
    const sessionId = requireBrowserSession(request, 'changing a password');
    const change = { ...body, sessionId, origin: originOf(request) };
    return beginBrowserSession(reply, await changePassword(identity, principal, change));
  });
}
