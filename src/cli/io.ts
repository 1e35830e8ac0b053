/** A stream to write to. A terminal can redraw its line, so progress is shown in place there. */
export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

/** Everything that a command touches outside itself, so that a test can hand in its own. */
export interface Io {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Asks a person; null when nobody is there to answer. */
  readonly ask: ((question: string) => Promise<string>) | null;
  /** All of standard input, for what must not stand on the command line. */
  readonly readInput: () => Promise<string>;
  /** Aborts on Ctrl-C. */
  readonly signal: AbortSignal;
  readonly now: () => Date;
  /** Resolves after that time; rejects when the signal is aborted. */
  readonly wait: (waitMs: number, signal: AbortSignal) => Promise<void>;
  readonly platform: NodeJS.Platform;
  /** Shows a page in the person's browser, as far as there is one: nothing is said when there is none. */
  readonly openUrl: (url: string) => void;
}

export function say(io: Io, text: string): void {
  io.stdout.write(`${text}\n`);
}

/** For programs: one JSON document on standard output, and nothing else. */
export function sayJson(io: Io, value: unknown): void {
  io.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}
