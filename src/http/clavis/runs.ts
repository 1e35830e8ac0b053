import { Readable } from 'node:stream';
import { CatalogError } from '../../foundation/index.ts';
import { createRunFollower, getRunProgress, listRuns, pauseSchedule } from '../../workflows/index.ts';
import { findPrincipalAgain } from '../authentication/authenticate.ts';
import type { HttpDeps } from '../deps.ts';
import { queryFlag, queryInteger, type QueryValues } from '../manners/query-string.ts';
import { serve, type Router } from '../serve.ts';
import { OpenStreams } from './open-streams.ts';
import { renderRunDetail, renderRunSummary } from './render-run.ts';
import { renderRunEvents } from './run-events.ts';

const limitDefault = 50;
const limitMax = 200;
const streamsPerActorMax = 8;

function readLimit(query: QueryValues): number {
  const limit = queryInteger(query, 'limit') ?? 0;
  if (limit <= limitMax) return limit === 0 ? limitDefault : limit;
  throw new CatalogError(
    'field_invalid',
    `query parameter \`limit\` is \`${String(limit)}\`; accepted: up to ${String(limitMax)}`,
  );
}

/** What a reader that lost its stream has read last (HTML, server-sent events). */
function readLastLine(header: string | string[] | undefined): number | null {
  if (header === undefined || header === '') return null;
  if (typeof header === 'string' && /^\d{1,15}$/.test(header)) return Number(header);
  throw new CatalogError(
    'field_invalid',
    `header \`last-event-id\` is \`${String(header)}\`; accepted: an id of this stream`,
  );
}

/** Runs as they happen; every stream ends when the run does, when its reader goes or when the server closes. */
function registerRunEvents(router: Router, { workflows, identity }: HttpDeps): void {
  const streams = new OpenStreams(streamsPerActorMax);
  const closing = new AbortController();
  router.server.addHook('preClose', () => closing.abort());

  serve(router, 'followRun', async ({ principal, params, query, request, reply }) => {
    const once = queryFlag(query, 'once');
    const afterLine = readLastLine(request.headers['last-event-id']);
    const follower = createRunFollower(workflows, { name: params.name, afterLine });
    const first = await follower.look(principal);
    const free = streams.open(principal.actorId);
    const recheck = () => findPrincipalAgain(identity, request);
    const stream = { follower, principal, recheck, closing: closing.signal, follows: !once };
    void reply.type('text/event-stream').header('x-accel-buffering', 'no');
    return Readable.from(renderRunEvents(stream, first)).once('close', free);
  });
}

/** Runs as people watch them, and schedules they hold. */
export function registerNativeRunRoutes(router: Router, deps: HttpDeps): void {
  const { workflows } = deps;
  serve(router, 'listRuns', async ({ principal, query }) => {
    const runs = await listRuns(workflows, principal, { limit: readLimit(query) });
    return { runs: runs.map(renderRunSummary) };
  });

  serve(router, 'getRun', async ({ principal, params }) =>
    renderRunDetail(await getRunProgress(workflows, principal, params.name)),
  );

  registerRunEvents(router, deps);

  for (const id of ['pauseSchedule', 'resumeSchedule'] as const) {
    serve(router, id, async ({ principal, params }) =>
      pauseSchedule(workflows, principal, { name: params.name, isPaused: id === 'pauseSchedule' }),
    );
  }
}
