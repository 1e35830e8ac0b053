import type { GeneratedCatalogSize } from '../../examples/glue-endpoint/index.ts';

/**
 * What befalls the source between two crawls. A tenth of the tables of every database is `gone` (dropped), `hidden` (a lost grant: not listed,
 * and denied when asked for by name) or `omitted` (a wrong listing: there when asked for by name); or the first database is `denied`.
 */
export type Mishap = 'none' | 'gone' | 'hidden' | 'omitted' | 'denied';

export interface GlueSet {
  readonly name: string;
  /** `null`: the sample catalog with its odd tables. */
  readonly size: GeneratedCatalogSize | null;
  /** What befalls the source after the first crawl, one after the other, for Clavis and for peers. */
  readonly mishaps: readonly Mishap[];
  readonly peerMishaps: readonly Mishap[];
  /** Whether peers read it too when nobody says so. */
  readonly isForPeers: boolean;
  readonly isByDefault: boolean;
  /** What is wanted at most, by finding and figure. */
  readonly limits: Readonly<Record<'first' | 'unchanged', Readonly<Record<string, number>>>>;
}

const allMishaps: readonly Mishap[] = ['none', 'hidden', 'omitted', 'denied', 'gone'];

/** `none` among the mishaps is a crawl of an unchanged source. */
export const glueSets: readonly GlueSet[] = [
  {
    ...{ name: 'odd', size: null, mishaps: ['none'], peerMishaps: [], isForPeers: true, isByDefault: true },
    limits: { first: { lost: 0 }, unchanged: { rowsWritten: 0 } },
  },
  {
    ...{ name: 'S', size: { databases: 4, tables: 500, columns: 20 } },
    ...{ mishaps: allMishaps, peerMishaps: allMishaps, isForPeers: true, isByDefault: true },
    limits: { first: { lost: 0 }, unchanged: { rowsWritten: 0 } },
  },
  {
    ...{ name: 'M', size: { databases: 25, tables: 2_000, columns: 20 } },
    ...{ mishaps: ['none', 'gone'], peerMishaps: [], isForPeers: true, isByDefault: true },
    limits: { first: { lost: 0, seconds: 120 }, unchanged: { rowsWritten: 0, seconds: 30 } },
  },
  {
    // One column and one partition key each: what is asked here is whether memory grows with tables.
    ...{ name: 'L', size: { databases: 20, tables: 50_000, columns: 1 } },
    ...{ mishaps: ['none'], peerMishaps: [], isForPeers: false, isByDefault: false },
    limits: { first: { lost: 0, peakMegabytes: 300 }, unchanged: { rowsWritten: 0, peakMegabytes: 300 } },
  },
];

const quickShare = 20;

/** A twentieth of the tables, with the same databases and columns. */
export function shrunk(set: GlueSet): GlueSet {
  return set.size === null ? set : { ...set, size: { ...set.size, tables: Math.ceil(set.size.tables / quickShare) } };
}

/** Whether a mishap hits this generated table: each tenth. */
export const isHit = (table: string): boolean => table.endsWith('9');
