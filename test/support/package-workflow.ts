import type { WorkflowDocument } from '../../src/sdk/index.ts';

/** A workflow of a package of the tests, as a client would submit it. */
export function packageWorkflow(
  prefix: string,
  name: string,
  parameters: Readonly<Record<string, unknown>>,
): WorkflowDocument {
  const listed = Object.entries(parameters).map(([key, value]) => ({ name: key, value }));
  const templateRef = { name: prefix, template: 'main', clusterScope: true };
  const tasks = [{ name: 'run', arguments: { parameters: listed }, templateRef }];
  return {
    metadata: { name, namespace: 'default', labels: {}, annotations: {} },
    spec: { entrypoint: 'main', templates: [{ name: 'main', dag: { tasks } }] },
    payload: [],
  };
}
