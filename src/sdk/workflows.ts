import { pause } from './retry.ts';
import { type CallOptions, type Transport } from './transport.ts';
import {
  isOver,
  readRun,
  readWorkflow,
  type Run,
  type WireHits,
  type WireWorkflow,
  type Workflow,
  type WorkflowDocument,
} from './workflow-documents.ts';
import {
  allWorkflows,
  latestRunOf,
  recentRunsOf,
  runByName,
  workflowByName,
  workflowsOfPackage,
} from './workflow-queries.ts';

export interface MonitorOptions extends CallOptions {
  /** Pause between two looks, 5 seconds unless told. */
  intervalMs?: number;
}

export interface RerunOptions extends CallOptions {
  /** Gives the run that is still going on instead of starting another. */
  idempotent?: boolean;
}

const basePath = '/api/service';
const intervalMsDefault = 5_000;
/** As many runs as the official clients look through for one that is still going on. */
const currentRunsMax = 50;
const fullAccessRoles = new Set(['$admin', '$api-token-default-access']);

/** Workflows and their runs over the Atlan wire. */
export class Workflows {
  readonly #transport: Transport;
  #prefix: Promise<string> | null = null;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** Stores the workflow and starts a run of it. Credentials in the payload go to the server's vault and never come back. */
  async submit(document: WorkflowDocument, options?: CallOptions): Promise<Workflow> {
    const path = await this.#path(options);
    const call = { method: 'POST', path, query: { submit: true }, body: document } as const;
    return readWorkflow(await this.#transport.call<WireWorkflow>(call, options));
  }

  /** Workflows of a package, such as `atlan-glue`, newest first. */
  async findByType(prefix: string, options: CallOptions & { limit?: number } = {}): Promise<Workflow[]> {
    const { limit = 10, ...call } = options;
    return (await this.#search('workflows', workflowsOfPackage(prefix, limit), call)).map(readWorkflow);
  }

  async find(name: string, options?: CallOptions): Promise<Workflow | null> {
    const [found] = await this.#search('workflows', workflowByName(name), options);
    return found === undefined ? null : readWorkflow(found);
  }

  /** The newest workflows of every package. */
  async list(options: CallOptions & { limit?: number } = {}): Promise<Workflow[]> {
    const { limit = 50, ...call } = options;
    return (await this.#search('workflows', allWorkflows(limit), call)).map(readWorkflow);
  }

  async findRun(runName: string, options?: CallOptions): Promise<Run | null> {
    const [found] = await this.#search('runs', runByName(runName), options);
    return found === undefined ? null : readRun(found);
  }

  async latestRun(workflowName: string, options?: CallOptions): Promise<Run | null> {
    const [found] = await this.#search('runs', latestRunOf(workflowName), options);
    return found === undefined ? null : readRun(found);
  }

  /** The run of this workflow that is pending or running, or null. */
  async currentRun(workflowName: string, options?: CallOptions): Promise<Run | null> {
    const runs = await this.#search('runs', recentRunsOf(workflowName, currentRunsMax), options);
    return runs.map(readRun).find((run) => !isOver(run.phase)) ?? null;
  }

  async rerun(workflowName: string, options: RerunOptions = {}): Promise<Run> {
    const { idempotent = false, ...call } = options;
    const current = idempotent ? await this.currentRun(workflowName, call) : null;
    if (current !== null) return current;
    const body = { namespace: 'default', resourceKind: 'WorkflowTemplate', resourceName: workflowName };
    const path = `${await this.#path(call)}/submit`;
    return readRun(await this.#transport.call<WireWorkflow>({ method: 'POST', path, body }, call));
  }

  /** Looks at the workflow's latest run until it is over; the last one given is the run that is over. Waits for a run that is not there yet. */
  async *monitor(workflowName: string, options: MonitorOptions = {}): AsyncGenerator<Run, void, undefined> {
    const { intervalMs = intervalMsDefault, ...call } = options;
    for (;;) {
      const run = await this.latestRun(workflowName, call);
      if (run !== null) yield run;
      if (run !== null && isOver(run.phase)) return;
      await pause(intervalMs, call.signal);
    }
  }

  /** Asks the run to stop; it ends in phase `Failed` shortly afterwards. */
  async stop(runName: string, options?: CallOptions): Promise<Run> {
    const path = `${basePath}/runs/${encodeURIComponent(runName)}/stop`;
    return readRun(await this.#transport.call<WireWorkflow>({ method: 'POST', path }, options));
  }

  /** Takes the workflow and its schedule away; its runs stay. */
  async archive(workflowName: string, options?: CallOptions): Promise<void> {
    const path = `${await this.#path(options)}/${encodeURIComponent(workflowName)}/archive`;
    await this.#transport.call<unknown>({ method: 'POST', path, idempotent: true }, options);
  }

  async #search(
    index: 'workflows' | 'runs',
    body: Record<string, unknown>,
    options?: CallOptions,
  ): Promise<WireWorkflow[]> {
    const call = { method: 'POST', path: `${basePath}/${index}/indexsearch`, body, idempotent: true } as const;
    const answer = await this.#transport.call<WireHits>(call, options);
    return answer.hits.hits.map((hit) => hit._source);
  }

  /** COMPAT: Atlan lets ordinary users write workflows only under `package-workflows`; Clavis serves both alike. Asked once. */
  async #path(options?: CallOptions): Promise<string> {
    this.#prefix ??= this.#findPrefix(options).catch((error: unknown) => {
      this.#prefix = null;
      throw error;
    });
    return `${basePath}/${await this.#prefix}`;
  }

  async #findPrefix(options?: CallOptions): Promise<string> {
    const call = { method: 'GET', path: `${basePath}/whoami` } as const;
    const answer = await this.#transport.call<{ roles?: { name: string }[] }>(call, options);
    const full = (answer.roles ?? []).some((role) => fullAccessRoles.has(role.name));
    return full ? 'workflows' : 'package-workflows';
  }
}
