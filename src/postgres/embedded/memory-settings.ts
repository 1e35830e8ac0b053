import { totalmem } from 'node:os';

const mebibyte = 2 ** 20;

/** Mebibytes that this process may use: the machine's, or less where a container limits it. */
export function usableMemory(): number {
  const limit = process.constrainedMemory();
  const total = totalmem();
  return Math.floor((limit > 0 && limit < total ? limit : total) / mebibyte);
}

function within(value: number, min: number, max: number): number {
  return Math.floor(Math.min(Math.max(value, min), max));
}

/** The share of the machine that the embedded PostgreSQL keeps pages in, in mebibytes: an eighth, from 128 to 4,096. */
export function pageMemory(usable: number): number {
  return within(usable / 8, 128, 4_096);
}

/**
 * Settings that follow from memory, in mebibytes: `pages` for PostgreSQL's own cache, out of what is `usable`. They are given at each
 * start and not kept in the cluster, because a data folder may move to another machine.
 */
export function memorySettings(usable: number, pages: number): Readonly<Record<string, string>> {
  const size = (mebibytes: number): string => `${String(mebibytes)}MB`;
  return {
    shared_buffers: size(pages),
    // What the system is likely to cache besides; nothing is taken by it.
    effective_cache_size: size(within(usable / 2, pages, 65_536)),
    // For each sort or hash of a statement. Below it a set of a million rows is known by its pages only, and each is read again.
    work_mem: size(within(usable / 1_024, 4, 32)),
    maintenance_work_mem: size(within(usable / 64, 64, 512)),
  };
}
