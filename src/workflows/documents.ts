import { isJsonObject, type JsonObject } from '../foundation/index.ts';
import type { PrincipalNow } from '../identity/index.ts';
import { formatTimestamp } from './format-timestamp.ts';
import { packageAnnotation } from './find-package.ts';
import { isLive, phaseOf, type RunState } from './states.ts';

const apiVersion = 'argoproj.io/v1alpha1';
const labelPrefix = 'workflows.argoproj.io';

/** COMPAT: a label may not hold `@`, so an address is written `jsmith.at.example.com` (Atlan wire, run labels). */
function creatorLabels(actor: PrincipalNow): Record<string, string> {
  return {
    [`${labelPrefix}/creator`]: actor.principal.actorId,
    ...(actor.email === null ? {} : { [`${labelPrefix}/creator-email`]: actor.email.replace('@', '.at.') }),
    [`${labelPrefix}/creator-preferred-username`]: actor.principal.username,
  };
}

/** SECURITY: who owns a workflow is ours to say; a client may only send back what it was answered, perhaps long ago. */
function clientLabels(labels: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).filter(([key]) => !key.startsWith(`${labelPrefix}/creator`)));
}

function texts(value: unknown): Record<string, string> {
  const entries = isJsonObject(value) ? Object.entries(value) : [];
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

function specTexts(spec: JsonObject, key: 'labels' | 'annotations'): Record<string, string> {
  return isJsonObject(spec.workflowMetadata) ? texts(spec.workflowMetadata[key]) : {};
}

export interface WorkflowFacts {
  readonly id: string;
  readonly name: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly spec: JsonObject;
  readonly version: number;
  readonly createdAt: Date;
  readonly owner: PrincipalNow;
}

/**
 * A workflow as the Atlan wire shows it (a template). Every label and annotation is a string, since clients refuse anything else;
 * `spec.workflowTemplateRef` names the workflow itself, where one client looks for the name to run again.
 */
export function buildWorkflowDocument(facts: WorkflowFacts): JsonObject {
  return {
    apiVersion,
    kind: 'WorkflowTemplate',
    metadata: {
      name: facts.name,
      namespace: facts.namespace,
      uid: facts.id,
      resourceVersion: String(facts.version),
      generation: facts.version,
      creationTimestamp: formatTimestamp(facts.createdAt),
      labels: { ...clientLabels(facts.labels), ...creatorLabels(facts.owner) },
      annotations: { ...facts.annotations },
      managedFields: [],
    },
    spec: { arguments: {}, ...facts.spec, workflowTemplateRef: { name: facts.name } },
  };
}

export interface RunFacts {
  readonly id: string;
  readonly name: string;
  readonly packageId: string;
  readonly createdAt: Date;
  readonly startedBy: PrincipalNow;
  /** The document of the workflow at the time of submission. */
  readonly workflow: JsonObject;
}

/** What a change of state shows in the document of a run. */
export interface RunStatus {
  readonly state: RunState;
  readonly message: string | null;
  readonly finishedAt: Date | null;
  readonly version: number;
}

/**
 * The document with another status. The phase stands in the label and in the status, since clients filter on both.
 */
export function withRunStatus(document: JsonObject, status: RunStatus): JsonObject {
  const metadata = isJsonObject(document.metadata) ? document.metadata : {};
  const before = isJsonObject(document.status) ? document.status : {};
  const isOver = !isLive(status.state);
  const phase = phaseOf[status.state];
  return {
    ...document,
    metadata: {
      ...metadata,
      resourceVersion: String(status.version),
      generation: status.version,
      labels: {
        ...texts(metadata.labels),
        [`${labelPrefix}/phase`]: phase,
        [`${labelPrefix}/completed`]: String(isOver),
        ...(isOver ? { [`${labelPrefix}/workflow-archiving-status`]: 'Archived' } : {}),
      },
    },
    status: {
      ...before,
      phase,
      message: status.message,
      finishedAt: status.finishedAt === null ? null : formatTimestamp(status.finishedAt),
      conditions: isOver ? [{ type: 'Completed', status: 'True' }] : [],
    },
  };
}

/** A run as the Atlan wire shows it, just submitted. `startedAt` is there from the first moment: clients sort by it to find the newest. */
export function buildRunDocument(facts: RunFacts): JsonObject {
  const template = isJsonObject(facts.workflow.metadata) ? facts.workflow.metadata : {};
  const spec = isJsonObject(facts.workflow.spec) ? facts.workflow.spec : {};
  const workflowName = String(template.name);
  const createdAt = formatTimestamp(facts.createdAt);
  const document: JsonObject = {
    apiVersion,
    kind: 'Workflow',
    metadata: {
      name: facts.name,
      generateName: `${workflowName}-`,
      namespace: String(template.namespace ?? 'default'),
      uid: facts.id,
      creationTimestamp: createdAt,
      labels: {
        ...specTexts(spec, 'labels'),
        [`${labelPrefix}/workflow-template`]: workflowName,
        ...creatorLabels(facts.startedBy),
      },
      annotations: {
        ...specTexts(spec, 'annotations'),
        [packageAnnotation]: facts.packageId,
        [`${labelPrefix}/pod-name-format`]: 'v1',
      },
    },
    spec: { arguments: {}, workflowTemplateRef: { name: workflowName } },
    status: {
      startedAt: createdAt,
      progress: '0/1',
      resourcesDuration: { cpu: 0, memory: 0 },
      estimatedDuration: 1,
      storedWorkflowTemplateSpec: spec,
    },
  };
  return withRunStatus(document, { state: 'queued', message: null, finishedAt: null, version: 1 });
}

/** The document of a run as answered: with the count of finished steps, which changes too often to be stored in it. */
export function withProgress(document: JsonObject, stepsDone: number, stepsTotal: number): JsonObject {
  const status = isJsonObject(document.status) ? document.status : {};
  return { ...document, status: { ...status, progress: `${stepsDone}/${Math.max(stepsTotal, 1)}` } };
}

export interface ScheduleFacts {
  /** Of the workflow, for the schedule that stands in it; else of the schedule. */
  readonly id: string;
  /** Without the ending `-cron`. */
  readonly name: string;
  readonly workflowName: string;
  readonly packageId: string;
  readonly cron: string;
  readonly timezone: string;
  readonly createdAt: Date;
  readonly lastScheduledAt: Date | null;
  /** Since when nothing comes due; `null` while it does. */
  readonly pausedAt: Date | null;
  readonly nextRunAt: Date | null;
}

/** A schedule as the Atlan wire shows it (a cron workflow). */
export function buildScheduleDocument(facts: ScheduleFacts): JsonObject {
  return {
    metadata: {
      name: `${facts.name}-cron`,
      namespace: 'default',
      uid: facts.id,
      creationTimestamp: formatTimestamp(facts.createdAt),
      labels: {},
      annotations: {},
    },
    spec: {
      schedule: facts.cron,
      timezone: facts.timezone,
      workflowSpec: { workflowTemplateRef: { name: facts.workflowName } },
      concurrencyPolicy: 'Forbid',
      startingDeadlineSeconds: 0,
      successfulJobsHistoryLimit: 3,
      failedJobsHistoryLimit: 1,
      suspend: facts.pausedAt !== null,
    },
    status: {
      active: [],
      conditions: [],
      lastScheduledTime: facts.lastScheduledAt === null ? null : formatTimestamp(facts.lastScheduledAt),
      nextScheduledTime: facts.pausedAt !== null || facts.nextRunAt === null ? null : formatTimestamp(facts.nextRunAt),
    },
    workflowMetadata: { annotations: { [packageAnnotation]: facts.packageId } },
  };
}

export interface ScheduledRunFacts {
  readonly workflow: JsonObject;
  readonly workflowName: string;
  readonly packageId: string;
  readonly dueAt: Date;
  readonly state: 'queued' | 'failed';
  readonly message: string | null;
}

/** A run that a schedule will start, or did not start, as the Atlan wire shows runs; it is in no search and has no steps. */
export function buildScheduledRunDocument(facts: ScheduledRunFacts): JsonObject {
  const at = formatTimestamp(facts.dueAt);
  const { namespace } = isJsonObject(facts.workflow.metadata) ? facts.workflow.metadata : {};
  const name = `${facts.workflowName}-${String(Math.floor(facts.dueAt.getTime() / 1000))}`;
  const document: JsonObject = {
    apiVersion,
    kind: 'Workflow',
    metadata: {
      ...{ name, generateName: `${facts.workflowName}-`, namespace: String(namespace ?? 'default') },
      ...{ uid: name, creationTimestamp: at },
      labels: { [`${labelPrefix}/workflow-template`]: facts.workflowName },
      annotations: { [packageAnnotation]: facts.packageId },
    },
    spec: { arguments: {}, workflowTemplateRef: { name: facts.workflowName } },
    status: { startedAt: at, progress: '0/1' },
  };
  const finishedAt = facts.state === 'failed' ? facts.dueAt : null;
  return withRunStatus(document, { state: facts.state, message: facts.message, finishedAt, version: 1 });
}
