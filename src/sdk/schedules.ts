import type { ScheduleDocument, ScheduleList } from '../contract/index.ts';
import { type CallOptions, type Transport } from './transport.ts';

/** When a workflow runs by itself. */
export interface Schedule {
  /** What it is paused by: the name of its workflow, of a workflow of an app `<slug>-<trigger id>`. */
  name: string;
  workflowName: string;
  /** Five fields. */
  cron: string;
  /** IANA name. */
  timezone: string;
  isPaused: boolean;
  lastAt: Date | null;
  /** Null while it is paused. */
  nextAt: Date | null;
}

function dateOf(value: unknown): Date | null {
  return typeof value === 'string' ? new Date(value) : null;
}

function workflowOf(workflowSpec: unknown): string | null {
  const { workflowTemplateRef } = (workflowSpec ?? {}) as { workflowTemplateRef?: { name?: unknown } };
  return typeof workflowTemplateRef?.name === 'string' ? workflowTemplateRef.name : null;
}

function readSchedule({ metadata, spec, status }: ScheduleDocument): Schedule {
  const name = metadata.name.replace(/-cron$/, '');
  return {
    name,
    workflowName: workflowOf(spec['workflowSpec']) ?? name,
    cron: String(spec['schedule']),
    timezone: String(spec['timezone']),
    isPaused: spec['suspend'] === true,
    lastAt: dateOf(status['lastScheduledTime']),
    nextAt: dateOf(status['nextScheduledTime']),
  };
}

/** Schedules of workflows and of apps. One is set with the annotations of its workflow, or added to its app; here it is looked at and held. */
export class Schedules {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** The schedules that the caller may see, newest first. */
  async list(options?: CallOptions): Promise<Schedule[]> {
    const call = { method: 'GET', path: '/api/service/runs/cron' } as const;
    return (await this.#transport.call<ScheduleList>(call, options)).items.map(readSchedule);
  }

  /** Nothing comes due until it is resumed. One that is paused stays so. */
  pause(name: string, options?: CallOptions): Promise<Schedule> {
    return this.#change(name, 'pause', options);
  }

  /** It comes due again at its next time; what it would have started meanwhile is not made good. */
  resume(name: string, options?: CallOptions): Promise<Schedule> {
    return this.#change(name, 'resume', options);
  }

  async #change(name: string, to: 'pause' | 'resume', options?: CallOptions): Promise<Schedule> {
    const path = `/api/clavis/v1/schedules/${encodeURIComponent(name)}/${to}`;
    const call = { method: 'POST', path, idempotent: true } as const;
    return readSchedule(await this.#transport.call<ScheduleDocument>(call, options));
  }
}
