import { parseJson, type JsonObject } from '../../foundation/index.ts';
import { type PreflightCheck } from './preflight.ts';
import { type SourceCatalog } from './source-catalog.ts';

/** What a crawl did with one database, or what a plan says that it would do. Tables stand for tables and views. */
export interface DatabaseReport {
  /** `null`: Glue's own catalog. */
  readonly catalog: string | null;
  readonly database: string;
  /** Tables that are not there yet, or archived. */
  readonly added: number;
  /** Tables of which something, or a column of which, is written. */
  readonly changed: number;
  readonly unchanged: number;
  readonly archived: number;
  /** Tables that are there, are not listed, and may not be asked for. */
  readonly hidden: number;
  readonly filtered: number;
  readonly failed: number;
  /** Why the database is not crawled, or nothing of it is archived; `null` when nothing is wrong. */
  readonly problem: string | null;
}

type Counts = Omit<DatabaseReport, 'catalog' | 'database' | 'problem'>;

/** What a crawl tells when it is over. */
export interface CrawlReport {
  readonly kind: 'crawl' | 'plan';
  readonly connection: string;
  readonly databases: readonly DatabaseReport[];
  readonly totals: Counts;
  /** Databases that are gone at the source: archived with everything in them. */
  readonly droppedDatabases: readonly string[];
}

/** A right that the plan found missing. */
export interface MissingGrant {
  readonly action: string;
  readonly resource: string;
  readonly reason: string;
}

/** What a dry run tells. */
export interface PlanReport extends CrawlReport {
  readonly kind: 'plan';
  readonly isNewConnection: boolean;
  readonly preflight: readonly PreflightCheck[];
  /** What the crawl would call, by operation; attempts after throttling not counted. */
  readonly calls: Readonly<Record<string, number>>;
  /** How long it would take, if the source is as fast as while it was planned. */
  readonly minutes: number;
  readonly policy: JsonObject;
  readonly missingGrants: readonly MissingGrant[];
}

/** What planning the run found, for its end; kept as the result until then. */
export interface PlanBeginning {
  readonly kind: 'planning';
  readonly isNewConnection: boolean;
  readonly preflight: readonly PreflightCheck[];
  readonly sources: readonly SourceCatalog[];
  readonly calls: Readonly<Record<string, number>>;
  /** Milliseconds since 1970. */
  readonly begunAt: number;
}

export const noCounts: Counts = {
  ...{ added: 0, changed: 0, unchanged: 0, archived: 0 },
  ...{ hidden: 0, filtered: 0, failed: 0 },
};

export function totalsOf(databases: readonly DatabaseReport[]): Counts {
  const sum = (name: keyof Counts): number => databases.reduce((total, report) => total + report[name], 0);
  return {
    ...{ added: sum('added'), changed: sum('changed'), unchanged: sum('unchanged') },
    ...{ archived: sum('archived'), hidden: sum('hidden'), filtered: sum('filtered'), failed: sum('failed') },
  };
}

export function addCalls(all: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const sums = new Map<string, number>();
  for (const [operation, count] of all.flatMap((calls) => Object.entries(calls))) {
    sums.set(operation, (sums.get(operation) ?? 0) + count);
  }
  return Object.fromEntries([...sums].toSorted(([left], [right]) => left.localeCompare(right)));
}

/** As plain JSON; a report holds nothing that JSON cannot say. */
export const renderReport = (report: CrawlReport | PlanBeginning): JsonObject =>
  parseJson(JSON.stringify(report)) as JsonObject;

const words = ['added', 'changed', 'archived', 'hidden', 'filtered', 'failed'] as const;

/** One line for people: `12 added, 3 changed`. */
export function sayCounts(counts: Counts): string {
  const said = words.filter((word) => counts[word] > 0).map((word) => `${counts[word]} ${word}`);
  return [...said, `${counts.unchanged} unchanged`].join(', ');
}
