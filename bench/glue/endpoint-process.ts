import { startGlueEndpoint } from '../../examples/glue-endpoint/index.ts';
import type { GlueSet, Mishap } from './glue-sets.ts';
import { behaviourOf, catalogOf, countTables } from './mishap-catalog.ts';

/** What the bench tells this process first. */
export interface EndpointOrder {
  readonly size: GlueSet['size'];
  readonly latencyMs: number;
}

/** What it is told from then on: each is answered once. */
export type EndpointMessage = { readonly mishap: Mishap } | 'calls';

/** Calls since it was last asked, by operation. */
export type CallCounts = Readonly<Record<string, number>>;

export interface EndpointReady {
  readonly url: string;
  readonly listed: number;
}

/** A Glue in a process of its own, so that what it does is neither in the server's memory nor in the bench's time. */
const order = JSON.parse(process.env.BENCH_GLUE_ORDER ?? '') as EndpointOrder;
const catalog = catalogOf(order);
const endpoint = await startGlueEndpoint({ catalog, latencyMs: order.latencyMs });

function takeCalls(): CallCounts {
  const taken = endpoint.requests.splice(0);
  const counts = new Map<string, number>();
  for (const { operation } of taken) counts.set(operation, (counts.get(operation) ?? 0) + 1);
  return Object.fromEntries(counts);
}

process.on('message', (message: EndpointMessage) => {
  if (message !== 'calls') endpoint.configure(behaviourOf(message.mishap, catalog));
  process.send?.(takeCalls());
});
process.once('disconnect', () => void endpoint.close().finally(() => process.exit(0)));
process.send?.({ url: endpoint.url, listed: countTables(catalog) } satisfies EndpointReady);
