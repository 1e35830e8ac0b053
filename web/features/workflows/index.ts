export { CreateWorkflowPage } from './CreateWorkflowPage.tsx';
export { readCreateState } from './create-state.ts';
export { WorkflowsPage } from './WorkflowsPage.tsx';
