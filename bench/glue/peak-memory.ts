import { readFileSync, writeFileSync } from 'node:fs';

function readMegabytes(pid: number, field: string): number {
  if (process.platform !== 'linux') return Number.NaN;
  const status = readFileSync(`/proc/${String(pid)}/status`, 'utf8');
  return Number(new RegExp(`^${field}:\\s*(\\d+) kB`, 'm').exec(status)?.[1] ?? Number.NaN) / 1024;
}

/** The most memory that the process has had resident, in megabytes; `NaN` where the system does not tell. */
export const readPeakMegabytes = (pid: number): number => readMegabytes(pid, 'VmHWM');

/** What the process has resident now. */
export const readMegabytesNow = (pid: number): number => readMegabytes(pid, 'VmRSS');

/** Forgets the peak so far, so that the next one is of what comes now. Where that is forbidden the peak goes on growing. */
export function forgetPeak(pid: number): void {
  try {
    writeFileSync(`/proc/${String(pid)}/clear_refs`, '5');
  } catch {
    // Not Linux, or not allowed: a peak of everything so far is still no smaller than that of what comes now.
  }
}
