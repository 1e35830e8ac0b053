import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Which processors the two sides of a measurement get; `null` where they cannot be kept apart. */
export interface ProcessorSplit {
  readonly server: string;
  readonly others: string;
}

function listAllowed(): string {
  return /^Cpus_allowed_list:\s*(\S+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '';
}

function expand(list: string): string[] {
  return list.split(',').flatMap((part) => {
    const [first = 0, last = first] = part.split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, index) => String(first + index));
  });
}

function pinThisProcess(list: string): boolean {
  return spawnSync('taskset', ['-a', '-c', '-p', list, String(process.pid)]).status === 0;
}

/**
 * Runs `measure` with this process, and every process that it starts without a word on processors, kept off the first
 * processor, which is the measured server's. Without `taskset` or a second processor nothing is kept apart.
 */
export async function withProcessorSplit<T>(measure: (split: ProcessorSplit | null) => Promise<T>): Promise<T> {
  const before = process.platform === 'linux' ? listAllowed() : '';
  const [server = '', ...rest] = expand(before);
  const others = rest.join(',');
  if (others === '' || !pinThisProcess(others)) return measure(null);
  try {
    return await measure({ server, others });
  } finally {
    pinThisProcess(before);
  }
}

/** The command line that keeps a program on those processors. */
export function pinned(list: string | null, command: readonly string[]): readonly [string, ...string[]] {
  if (list !== null) return ['taskset', '-c', list, ...command];
  const [program = '', ...rest] = command;
  return [program, ...rest];
}

const ticksPerSecond = 100;

/** Processor seconds that a process has used so far, `NaN` where the system does not tell. */
export function readProcessorSeconds(pid: number): number {
  if (process.platform !== 'linux') return Number.NaN;
  const text = readFileSync(`/proc/${String(pid)}/stat`, 'utf8');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}
