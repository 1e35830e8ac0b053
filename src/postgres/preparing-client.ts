import pg from 'pg';

const marker = /^\/\* prepared: ([a-z-]+) \*\//;

/**
 * Plans statements that begin with `/* prepared: name *\/` once per connection instead of at every call.
 * For the few statements of fixed text on the path of every request, where planning costs ten times the execution.
 * A marker rather than all statements: texts that vary would fill the connection's memory with plans used once.
 */
export class PreparingClient extends pg.Client {
  // The many overloads of pg's `query` come down to: a text with values may get a name, everything else passes through.
  override query(...args: unknown[]): never {
    const [text, values, ...rest] = args;
    const name = typeof text === 'string' ? marker.exec(text)?.[1] : undefined;
    const passed = name === undefined ? args : [{ name, text, values }, ...rest];
    return (super.query as (...passed: unknown[]) => never).apply(this, passed);
  }
}
