import { queryOptions } from '@tanstack/react-query';
import { isOver } from '../../../src/sdk/index.ts';
import { client } from '../../api/client.ts';

const livePollMs = 1_000;
/** Somebody else may start a run while the list is open. */
const idlePollMs = 10_000;

export const runsQuery = queryOptions({
  queryKey: ['runs'],
  queryFn: ({ signal }) => client.runs.list({ signal }),
  refetchInterval: ({ state }) => ((state.data ?? []).some((run) => !isOver(run.phase)) ? livePollMs : idlePollMs),
});

/** A run. `isPolled` where no stream tells what becomes of it. */
export function runQuery(runName: string, isPolled: boolean) {
  return queryOptions({
    queryKey: ['run', runName],
    queryFn: ({ signal }) => client.runs.get(runName, { signal }),
    refetchInterval: ({ state }) =>
      !isPolled || (state.data !== undefined && isOver(state.data.phase)) ? false : livePollMs,
  });
}
