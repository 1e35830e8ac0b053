import { setTimeout as delay } from 'node:timers/promises';
import { isCatalogError } from '../../foundation/index.ts';
import type { Principal } from '../../identity/index.ts';
import type { RunFollower, RunNews } from '../../workflows/index.ts';
import { renderRunSummary } from './render-run.ts';

const pollMs = 500;
const heartbeatMs = 15_000;
/** How long a credential that has ended may still read. */
const recheckMs = 5_000;

/** What keeps a stream going. */
export interface RunStream {
  readonly follower: RunFollower;
  readonly principal: Principal;
  /** The principal of the credential as it is now, or `null` when it is good no more. */
  readonly recheck: () => Promise<Principal | null>;
  /** Aborts when the server closes. */
  readonly closing: AbortSignal;
  /** Otherwise it ends with what there is. */
  readonly follows: boolean;
}

/** One event (HTML, server-sent events). JSON has no line breaks, so the data is one line. */
function frame(event: string, data: unknown, id?: number): string {
  const line = id === undefined ? '' : `id: ${id}\n`;
  return `${line}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}

function frames({ progress, steps, lines }: RunNews): string {
  return [
    ...lines.map(({ id, at, level, message, step }) =>
      frame('log', { at: at.toISOString(), level, message, step }, id),
    ),
    ...steps.map((step) => frame('step', step)),
    ...(progress === null ? [] : [frame('progress', renderRunSummary(progress))]),
  ].join('');
}

/**
 * The events of a run as text: `log` with the line's id, `step`, `progress`, and `end` when nothing more will come. A comment now and
 * then tells proxies and readers that the stream lives.
 * SECURITY: who may see the run is asked at every look, and whether the credential still is one every 5 s; a stream that lost either ends
 * without a word.
 */
export async function* renderRunEvents(stream: RunStream, first: RunNews): AsyncGenerator<string, void, undefined> {
  const { follower, closing } = stream;
  let principal = stream.principal;
  let [checkedAt, spokeAt] = [performance.now(), performance.now()];
  yield `retry: 1000\n\n${frames(first)}`;
  for (let news = first; ;) {
    if (news.isEnd) yield frame('end', {});
    if (news.isEnd || !stream.follows) return;
    await delay(news.lines.length > 0 ? pollMs / 5 : pollMs, undefined, { signal: closing }).catch(() => undefined);
    if (closing.aborted) return;
    if (performance.now() - checkedAt > recheckMs) {
      const now = await stream.recheck();
      if (now?.actorId !== principal.actorId) return;
      principal = now;
      checkedAt = performance.now();
    }
    const next = await look(follower, principal);
    if (next === null) return;
    news = next;
    const text = frames(news);
    if (text === '' && performance.now() - spokeAt < heartbeatMs) continue;
    spokeAt = performance.now();
    yield text === '' ? ': still here\n\n' : text;
  }
}

async function look(follower: RunFollower, principal: Principal): Promise<RunNews | null> {
  try {
    return await follower.look(principal);
  } catch (error) {
    if (isCatalogError(error) && error.code === 'run_not_found') return null;
    throw error;
  }
}
