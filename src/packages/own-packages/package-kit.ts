import type { JsonObject, JsonValue, Problem } from '../../foundation/index.ts';
import type { Credential, RunLogLevel, StepPlan, StepRecord } from '../../workflows/index.ts';

export type { Credential, JsonObject, JsonValue, Problem, RunLogLevel, StepPlan, StepRecord };

/**
 * What packages of one's own are written against, as `clavis/package`. This file is stable: a release that takes something away or changes what
 * it means says so in the changelog, one release before. Nothing else in the source is promised.
 */

/** One input, as JSON Schema. What is set here is what forms show and what is checked; other keywords of JSON Schema count too. */
export interface InputSchema {
  readonly type: 'string' | 'integer' | 'number' | 'boolean' | 'array' | 'object';
  /** What the field is called, for people. */
  readonly title: string;
  readonly description?: string;
  readonly default?: JsonValue;
  readonly enum?: readonly JsonValue[];
  /** For special cases: forms fold it away. */
  readonly advanced?: boolean;
  readonly [keyword: string]: unknown;
}

/** All inputs, by names in snake case; as parameters of a workflow they have hyphens. */
export interface InputsSchema {
  readonly properties: Readonly<Record<string, InputSchema>>;
  readonly required?: readonly string[];
}

interface ValueOfType {
  readonly string: string;
  readonly integer: number;
  readonly number: number;
  readonly boolean: boolean;
  readonly array: readonly JsonValue[];
  readonly object: JsonObject;
}

type ValueOf<Schema extends InputSchema> = Schema['enum'] extends readonly (infer Member)[]
  ? Member
  : ValueOfType[Schema['type']];

type SaidNames<Schema extends InputsSchema> =
  | (Schema['required'] extends readonly (infer Name)[] ? Name : never)
  | {
      [Name in keyof Schema['properties']]: Schema['properties'][Name] extends { readonly default: unknown }
        ? Name
        : never;
    }[keyof Schema['properties']];

/** The values of inputs: `null` for one that is not given, unless it is required or has a default. */
export type InputsOf<Schema extends InputsSchema> = {
  readonly [Name in keyof Schema['properties']]:
    ValueOf<Schema['properties'][Name]> | (Name extends SaidNames<Schema> ? never : null);
};

/** An asset to create or to update, known by its type and `attributes.qualifiedName`, in the form of the Atlan wire. */
export interface AssetToSave {
  readonly typeName: string;
  readonly attributes: JsonObject;
  readonly [member: string]: JsonValue;
}

/** An asset as it is stored. */
export interface FoundAsset {
  readonly guid: string;
  readonly typeName: string;
  readonly qualifiedName: string;
  readonly isActive: boolean;
  readonly attributes: JsonObject;
}

/** One thing that is done as a whole or not at all. */
export interface PackageChange {
  /** At most 10,000 assets, those that others refer to first. */
  readonly save?: readonly AssetToSave[];
  /** Guids of assets to archive. One that the run's actor may not see is passed over. */
  readonly archive?: readonly string[];
  /** Adds to the totals of the run; `rowsTotal` beside `rows` shows as `3 of 6`, `rowsEstimate` as `3 of about 6`. */
  readonly progress?: Readonly<Record<string, number>>;
}

/** A change of a step, with which it notes how far it has come. */
export interface StepChange extends PackageChange {
  /** What the step goes on from, whoever takes it up after a crash. At most a few kilobytes. */
  readonly checkpoint?: JsonObject;
}

/** What a change did; an asset that was so already is in none of the lists. */
export interface ChangedAssets {
  readonly created: readonly FoundAsset[];
  readonly updated: readonly FoundAsset[];
  readonly archived: readonly FoundAsset[];
}

/** The assets that a search found: how many in all, and those of the page asked for. */
export interface SearchedAssets {
  readonly count: number;
  readonly assets: readonly FoundAsset[];
}

/**
 * What a package works with while it plans and finishes. Everything is read and written with the rights that the actor of the run has at that
 * moment; what that actor may not see is not there. When a call throws because the run was stopped or another worker has the step, let it pass.
 */
export interface PackageRun {
  readonly runName: string;
  readonly workflowName: string;
  /** Whose rights count. */
  readonly username: string;
  /** Aborts when the run is stopped, the step is lost or the node shuts down. Hand it to every slow call. */
  readonly signal: AbortSignal;
  log(level: RunLogLevel, message: string): Promise<void>;
  /** With its secrets, which are taken out of the log lines and checkpoints that follow. Its use is recorded. */
  credential(guid: string): Promise<Credential>;
  /** `request` is `{dsl, attributes}`, the body of an index search. */
  search(request: JsonObject): Promise<SearchedAssets>;
  /** `null` when it does not exist or is hidden from the actor. */
  find(typeName: string, qualifiedName: string): Promise<FoundAsset | null>;
  /** One transaction. Throws when the actor may not do all of it, or an asset is refused; then nothing of it is done. */
  commit(change: PackageChange): Promise<ChangedAssets>;
  /** The totals of the whole run, all steps together. */
  totals(): Promise<Readonly<Record<string, number>>>;
  /** The steps that `plan` listed, with their last checkpoints. Empty while planning. */
  steps(): Promise<readonly StepRecord[]>;
}

/** What a step works with. */
export interface PackageStep extends PackageRun {
  /** The newest one that was committed, by whichever attempt; `null` at first. */
  readonly checkpoint: JsonObject | null;
  commit(change: StepChange): Promise<ChangedAssets>;
}

/**
 * A package of one's own. `plan`, `step` and `finish` may each run more than once, since a worker can die at any point: list the same steps
 * under the same keys, and go on from the checkpoint. An error of `kit.refusal` fails the run at once with its message; any other one
 * is tried again with growing pauses.
 */
export interface OwnPackage<Schema extends InputsSchema = InputsSchema> {
  /** `@scope/name`; workflows and the app are called `scope-name`. `@atlan` and `@csa` are taken. */
  readonly id: string;
  readonly inputs: Schema;
  /** Kinds of credential that `testCredential` tests. */
  readonly connectorConfigNames?: readonly string[];
  /** What is wrong with inputs beyond what their schema says. Pure; `path` is the name of the input. */
  check?(inputs: InputsOf<Schema>): readonly Problem[];
  /** The named steps of the run; at most four work at a time, on any node. */
  plan(run: PackageRun, inputs: InputsOf<Schema>): Promise<readonly StepPlan[]>;
  step(run: PackageStep, inputs: InputsOf<Schema>, step: StepPlan): Promise<void>;
  /** After all steps have succeeded. */
  finish?(run: PackageRun, inputs: InputsOf<Schema>): Promise<void>;
  /** Connects with the credential; throws a refusal that says what is wrong. */
  testCredential?(credential: Credential, signal: AbortSignal): Promise<void>;
}

/** What the server hands to the `createPackage` that a module exports. */
export interface PackageKit {
  /** Gives the package back; it is there so that `inputs` say what type the inputs have elsewhere. */
  define<const Schema extends InputsSchema>(definition: OwnPackage<Schema>): OwnPackage;
  /** An error to throw when the input or the source is to blame: its message is shown to people, and nothing is tried again. */
  refusal(message: string): Error;
}

/** What a module exports: `export function createPackage(kit: PackageKit): OwnPackage`. */
export type CreatePackage = (kit: PackageKit) => OwnPackage;
