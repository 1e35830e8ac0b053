import type { Io } from '../../src/cli/io.ts';

/** What a command touches, with what it wrote. */
export interface TestTerminal extends Io {
  out: string;
  err: string;
}

/** For commands of which a test hands in single parts; nobody answers there, and it is always the same second. */
export function createTestTerminal(change: Partial<Io> & { readonly tty?: boolean } = {}): TestTerminal {
  const { tty = false, ...rest } = change;
  const io: TestTerminal = {
    env: {},
    ...{ out: '', err: '' },
    stdout: { write: (text) => void (io.out += text) },
    stderr: { write: (text) => void (io.err += text), isTTY: tty, columns: 80 },
    ask: null,
    readInput: () => Promise.resolve(''),
    signal: new AbortController().signal,
    now: () => new Date('2026-01-01T00:00:10Z'),
    wait: () => Promise.resolve(),
    platform: 'linux',
    openUrl: () => undefined,
    ...rest,
  };
  return io;
}
