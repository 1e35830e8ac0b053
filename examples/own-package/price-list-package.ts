import { setTimeout as pause } from 'node:timers/promises';
import type { PackageKit } from 'clavis/package';

/** Turns the pages of a price list into tables of a connection: one step for each page, one checkpoint for each line. */
export function createPackage(kit: PackageKit) {
  return kit.define({
    id: '@example/price-list',
    inputs: {
      properties: {
        connection_qualified_name: { type: 'string', title: 'Connection', description: 'Its qualified name.' },
        pages: { type: 'integer', title: 'Pages', minimum: 1, maximum: 100, default: 2 },
        lines: { type: 'integer', title: 'Lines on a page', minimum: 1, default: 3 },
        pause_ms: { type: 'integer', title: 'Pause after each line (ms)', minimum: 0, default: 0 },
        kind: { type: 'string', title: 'Kind of prices', enum: ['list', 'net'], default: 'list' },
      },
      required: ['connection_qualified_name'],
    },
    check: ({ pages, lines }) =>
      pages * lines > 10_000 ? [{ path: 'lines', message: 'more than 10,000 lines on all pages' }] : [],

    plan: async (run, { connection_qualified_name: connection, pages, lines }) => {
      const found = await run.find('Connection', connection);
      if (found === null)
        throw kit.refusal(`there is no connection \`${connection}\` that \`${run.username}\` may see`);
      await run.commit({ progress: { linesTotal: pages * lines } });
      return Array.from({ length: pages }, (_, index) => ({
        ...{ key: `page-${index + 1}`, label: `page ${index + 1}`, input: { page: index + 1 } },
      }));
    },

    step: async (run, { connection_qualified_name: connection, lines, pause_ms, kind }, step) => {
      const page = Number(step.input['page']);
      for (let line = Number(run.checkpoint?.['next'] ?? 1); line <= lines; line += 1) {
        await pause(pause_ms, undefined, { signal: run.signal });
        const name = `${kind}-price-${page}-${line}`;
        const attributes = { name, qualifiedName: `${connection}/${name}`, connectionQualifiedName: connection };
        // The asset, the count and the checkpoint: all of it or nothing, whenever the server dies.
        await run.commit({
          save: [{ typeName: 'Table', attributes }],
          progress: { lines: 1 },
          checkpoint: { next: line + 1 },
        });
        await run.log('info', `page ${page}: line ${line}`);
      }
    },

    finish: async (run) => {
      const { lines, linesTotal } = await run.totals();
      await run.log('info', `${lines ?? 0} of ${linesTotal ?? 0} lines are in the catalog`);
    },
  });
}
