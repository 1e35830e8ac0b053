import type { RunPhase } from '../contract/index.ts';

/** What is submitted: the document of the Atlan wire, as the builders make it. */
export interface WorkflowDocument {
  metadata: { name: string; namespace: string; labels: Record<string, string>; annotations: Record<string, string> };
  spec: Record<string, unknown>;
  payload: readonly { parameter: string; type: string; body: Record<string, unknown> }[];
}

/** A stored workflow: what may be run again. */
export interface Workflow {
  name: string;
  /** `@scope/name`, or null when the document does not say. */
  packageId: string | null;
  createdAt: Date | null;
  /** User name of whoever submitted it. */
  creator: string | null;
}

/** One run of a workflow. */
export interface Run {
  name: string;
  workflowName: string;
  phase: RunPhase;
  startedAt: Date | null;
  finishedAt: Date | null;
  message: string | null;
}

export interface WireWorkflow {
  metadata: {
    name: string;
    creationTimestamp?: string | null;
    labels?: Record<string, string> | null;
    annotations?: Record<string, string> | null;
  };
  spec?: {
    workflowTemplateRef?: { name?: string } | null;
    workflowMetadata?: { annotations?: Record<string, string> | null } | null;
  } | null;
  status?: {
    phase?: RunPhase | null;
    startedAt?: string | null;
    finishedAt?: string | null;
    message?: string | null;
  } | null;
}

export interface WireHits {
  hits: { total: { value: number }; hits: { _id: string; _source: WireWorkflow }[] };
}

const packageAnnotation = 'package.argoproj.io/name';
const creatorLabel = 'workflows.argoproj.io/creator-preferred-username';

function dateOf(text: string | null | undefined): Date | null {
  return text === null || text === undefined || text === '' ? null : new Date(text);
}

export function readWorkflow(wire: WireWorkflow): Workflow {
  const { metadata, spec } = wire;
  return {
    name: metadata.name,
    packageId:
      spec?.workflowMetadata?.annotations?.[packageAnnotation] ?? metadata.annotations?.[packageAnnotation] ?? null,
    createdAt: dateOf(metadata.creationTimestamp),
    creator: metadata.labels?.[creatorLabel] ?? null,
  };
}

export function readRun(wire: WireWorkflow): Run {
  return {
    name: wire.metadata.name,
    workflowName:
      wire.spec?.workflowTemplateRef?.name ?? wire.metadata.labels?.['workflows.argoproj.io/workflow-template'] ?? '',
    phase: wire.status?.phase ?? 'Pending',
    startedAt: dateOf(wire.status?.startedAt),
    finishedAt: dateOf(wire.status?.finishedAt),
    message: wire.status?.message ?? null,
  };
}

/** True when nothing will happen to the run any more. */
export function isOver(phase: RunPhase): boolean {
  return phase === 'Succeeded' || phase === 'Failed' || phase === 'Error';
}
