import { sql } from '../../postgres/index.ts';

/** How long a worker keeps a step without a sign of life; a killed worker's steps are taken over after that. */
export const leaseSeconds = 10;
/** How often a worker shows it is alive: four signs may be lost before the lease lapses. */
export const heartbeatMs = 2_000;

/** The end of a lease taken now, by the clock of the database, the only one all nodes share. */
export const leaseEnd = sql<Date>`clock_timestamp() + make_interval(secs => ${sql.lit(leaseSeconds)})`;

/** A step as one worker holds it. `attempt` is the fencing token: whoever claims the step next has a greater one. */
export interface StepHold {
  readonly stepId: string;
  readonly runId: string;
  readonly attempt: number;
}

/** Thrown to a worker that no longer holds its step: another took over, the run was stopped, or the node lost the database. */
export class LeaseLost extends Error {
  constructor() {
    super('this attempt no longer holds its step');
    this.name = 'LeaseLost';
  }
}
