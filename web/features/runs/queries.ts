import { queryOptions } from '@tanstack/react-query';
import { isOver } from '../../../src/sdk/index.ts';
import { client } from '../../api/client.ts';

const LIVE_MS = 1_000;
/** Somebody else may start a run while the list is open. */
const IDLE_MS = 10_000;

export const runsQuery = queryOptions({
  queryKey: ['runs'],
  queryFn: ({ signal }) => client.runs.list({ signal }),
  refetchInterval: ({ state }) => ((state.data ?? []).some((run) => !isOver(run.phase)) ? LIVE_MS : IDLE_MS),
});

export function runQuery(runName: string) {
  return queryOptions({
    queryKey: ['run', runName],
    queryFn: ({ signal }) => client.runs.get(runName, { signal }),
    refetchInterval: ({ state }) => (state.data !== undefined && isOver(state.data.phase) ? false : LIVE_MS),
  });
}
