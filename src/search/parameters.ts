/** Collects the values of one statement. Values never become part of the SQL text. */
export interface ParameterSink {
  readonly values: readonly unknown[];
  /** Gives the placeholder (`$1`, `$2`, …) that stands for `value`. */
  add(value: unknown): string;
  /** Forgets all but the first `count` values: PostgreSQL refuses a statement with a value that it never mentions. */
  keep(count: number): void;
}

export function createParameters(): ParameterSink {
  const values: unknown[] = [];
  return {
    values,
    add: (value) => {
      values.push(value);
      return `$${String(values.length)}`;
    },
    keep: (count) => {
      values.length = count;
    },
  };
}
