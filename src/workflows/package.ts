import type { JsonObject } from '../foundation/index.ts';
import type { Principal } from '../identity/index.ts';
import type { Tx } from '../postgres/index.ts';

/** One piece of a run's work, as `plan` lists it. `key` is unique in the run and the same whenever the plan is made again. */
export interface StepPlan {
  readonly key: string;
  /** What people read in the progress of the run. */
  readonly label: string;
  readonly input: JsonObject;
  /** How long the step waits once it is its turn; no worker is held meanwhile. Not at all when absent. */
  readonly delayMs?: number;
}

/** A step of the run with what it left behind. */
export interface StepRecord extends StepPlan {
  readonly checkpoint: JsonObject | null;
}

/** A credential with its secrets opened; never stored, logged or answered in this form. */
export interface Credential {
  readonly guid: string;
  readonly name: string;
  readonly authType: string | null;
  readonly connector: string | null;
  readonly connectorType: string | null;
  readonly connectorConfigName: string | null;
  readonly host: string | null;
  readonly port: number | null;
  readonly username: string | null;
  readonly password: string | null;
  readonly extra: JsonObject;
}

export type RunLogLevel = 'info' | 'warn' | 'error';

/**
 * What a package may do while it works for a run. Every write of a package goes through `transact`.
 * INVARIANT: `transact`, `progress`, `log` and `saveCheckpoint` succeed only while this attempt holds the step and the run
 * is live; afterwards they throw `LeaseLost`, which a package lets pass.
 */
export interface RunContext {
  readonly runName: string;
  readonly workflowName: string;
  /** The actor who started the run, as it is now: role and state are read anew for every attempt. */
  readonly principal: Principal;
  /** Aborts when the run is stopped, the step is lost to another worker, or the node shuts down. Hand it to every slow call. */
  readonly signal: AbortSignal;
  /** Adds a line to the run's log; secrets of credentials opened here are taken out of it. */
  log(level: RunLogLevel, message: string): Promise<void>;
  /**
   * The credential with its secrets, as it is now. `record_not_found` when it is unknown or not for this run's actor to use. Not inside
   * `transact`: its use is recorded in a transaction of its own, which would wait for the one around it.
   */
  credential(guid: string): Promise<Credential>;
  /** One transaction in which the step stays held: it commits as a whole, and only if this attempt may still write. */
  transact<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** Adds to the run's totals. With `tx` (from `transact`) they commit with that work, so a repeated page is not counted twice. */
  progress(delta: Readonly<Record<string, number>>, tx?: Tx): Promise<void>;
  /** The totals of the whole run, all steps together. */
  totals(): Promise<Record<string, number>>;
  /** Replaces what the run is said to have found out, such as its plan or its counts; shown with the run. */
  saveResult(value: JsonObject): Promise<void>;
  /** What was saved last, by whichever step. */
  result(): Promise<JsonObject | null>;
  /** The steps that `plan` listed, with their last checkpoints; for `finish` to reconcile. Empty while planning. */
  steps(): Promise<readonly StepRecord[]>;
}

/** What `step` works with. `checkpoint` is the newest one that committed, by whichever attempt. */
export interface StepContext extends RunContext {
  readonly checkpoint: JsonObject | null;
  /** Replaces the checkpoint; give the `tx` that wrote what it stands for. Starts the count of failures anew. */
  saveCheckpoint(tx: Tx, value: JsonObject): Promise<void>;
}

/**
 * A package that this server can run.
 *
 * Every one of `plan`, `step` and `finish` may run more than once: a worker can die at any point, and another one goes on
 * from the last checkpoint. A `CatalogError` whose code blames the input or the actor fails the run at once with its message;
 * any other error is tried again with growing pauses.
 */
export interface Package<Config = unknown> {
  /** `@scope/name`, as in the annotation `package.argoproj.io/name`. */
  readonly id: string;
  /** The package's part of workflow names and the name of its template, for example `atlan-glue`. */
  readonly prefix: string;
  /** `connectorConfigName`s whose credentials `testCredential` can test. */
  readonly connectorConfigNames?: readonly string[];
  /**
   * It hands on rights of whoever runs it. Everybody who is a person and no guest may submit it; no client submits or starts it in somebody's
   * name, and nobody but its owner runs it as its owner.
   */
  readonly handsOnRights?: true;
  /** The app surface has it too, under its prefix and with `inputs`. Of those in its registry (Atlan wire, app registry) the registry says so. */
  readonly isApp?: true;
  /**
   * What it takes, as JSON Schema of an object: names in snake case, each with `title` and `description` for people, what is secret with
   * `format: 'password'` and `writeOnly`. Checked on both surfaces beside `parse`; the app surface shows it and forms are made from it.
   */
  readonly inputs?: JsonObject;
  /** At most one of its runs works for one connection at a time, over all nodes and under whatever workflow names; later ones wait. */
  readonly isAloneOnConnection?: true;
  /** Reads the parameters, at submit and again at every step. Pure. Throws `field_invalid` with all problems. */
  parse(parameters: ReadonlyMap<string, unknown>): Config;
  /**
   * Looks at a credential that comes with a submitted workflow, before anything is stored. Pure. Throws `field_invalid` for one
   * that this server will never use; whether the credential works shows when it is used.
   */
  checkCredential?(credential: Credential): void;
  /** Lists the steps. May be empty: then `finish` follows at once. */
  plan(ctx: RunContext, config: Config): Promise<readonly StepPlan[]>;
  step(ctx: StepContext, config: Config, step: StepPlan): Promise<void>;
  /** Runs once every step has succeeded; when it returns, the run has succeeded. */
  finish(ctx: RunContext, config: Config): Promise<void>;
  /** Connects with the credential; may return what it found. Throws `CatalogError` saying what is wrong, in `details` one by one. */
  testCredential?(credential: Credential, signal: AbortSignal): Promise<JsonObject | undefined>;
}
