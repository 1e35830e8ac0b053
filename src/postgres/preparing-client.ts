import { LRUCache } from 'lru-cache';
import pg from 'pg';
import { RepeatedStatements } from './repeated-statements.ts';

const fixedMarker = /^\/\* prepared: ([a-z-]+) \*\//;

/** At the head of a statement whose text is composed and likely to come again with other values. */
export const repeatedMarker = '/* repeated */';

/** So many composed statements one connection keeps prepared; each takes a fifth of a megabyte of its server process. */
const keptMax = 48;

const repeated = new RepeatedStatements();

/** A statement with a name, or without. Made here, because pg would copy a configuration object at every call, which takes 9 µs. */
class PreparedQuery extends pg.Query {
  readonly name: string | undefined;
  readonly values: unknown;

  constructor(
    { name, text, values }: { name: string | undefined; text: string; values: unknown },
    done: (error: Error | undefined, result: unknown) => void,
  ) {
    super(text, done);
    this.name = name;
    this.values = values;
  }
}

/** The texts that pg believes to be prepared on its connection; its type definitions leave them out. */
interface KnownStatements {
  readonly parsedStatements: { [name: string]: string };
  readonly submittedNamedStatements: { [name: string]: string };
}

/**
 * Keeps plans. Statements that begin with `/* prepared: name *\/` are planned once per connection instead of at every call: the few of
 * fixed text on the path of every request, where planning costs ten times the execution. Those that begin with `/* repeated *\/` are prepared
 * where that was seen to pay (`RepeatedStatements`), a bounded number of them.
 * A marker rather than all statements: texts that vary would fill the connection's memory with plans used once.
 */
export class PreparingClient extends pg.Client {
  #namesGiven = 0;
  readonly #names = new LRUCache<string, string>({ max: keptMax, dispose: (name) => void this.#dropped.push(name) });
  #dropped: string[] = [];

  // The many overloads of pg's `query` come down to: a text with values may get a name, everything else passes through.
  override query(...args: unknown[]): never {
    const [text, values] = args;
    if (typeof text === 'string' && args.length <= 2) {
      if (text.startsWith(repeatedMarker)) return this.#runRepeated(text, values) as never;
      const name = fixedMarker.exec(text)?.[1];
      if (name !== undefined) return this.#run({ name, text, values }) as never;
    }
    return (super.query as (...passed: unknown[]) => never).apply(this, args);
  }

  #run(statement: { name: string | undefined; text: string; values: unknown }): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const done = (error: Error | undefined, result: unknown) => (error ? reject(error) : resolve(result));
      super.query(new PreparedQuery(statement, done));
    });
  }

  async #runRepeated(text: string, values: unknown): Promise<unknown> {
    const name = repeated.isWorthPreparing(text) ? this.#nameOf(text) : undefined;
    if (this.#dropped.length > 0) await this.#deallocateDropped();
    const startedAt = performance.now();
    try {
      const result = await this.#run({ name, text, values });
      repeated.note(text, { ms: performance.now() - startedAt, isPrepared: name !== undefined });
      return result;
    } catch (error) {
      // One that took too long counts as what it took, or a plan that never comes to its end would be tried for good.
      if (name !== undefined) repeated.note(text, { ms: performance.now() - startedAt, isPrepared: true });
      // Perhaps it never got prepared; under this name it is not tried again.
      this.#names.delete(text);
      throw error;
    }
  }

  #nameOf(text: string): string {
    const known = this.#names.get(text);
    if (known !== undefined) return known;
    this.#namesGiven += 1;
    const name = `repeated-${String(this.#namesGiven)}`;
    this.#names.set(text, name);
    return name;
  }

  async #deallocateDropped(): Promise<void> {
    const { parsedStatements, submittedNamedStatements } = (this as unknown as { connection: KnownStatements })
      .connection;
    const parsed = this.#dropped.filter((name) => Object.hasOwn(parsedStatements, name));
    for (const name of this.#dropped.splice(0)) {
      Reflect.deleteProperty(parsedStatements, name);
      Reflect.deleteProperty(submittedNamedStatements, name);
    }
    if (parsed.length === 0) return;
    const text = parsed.map((name) => `DEALLOCATE "${name}"`).join('; ');
    // In a transaction that has failed this fails too, and the plans stay until the connection ends; their names are not given again.
    await this.#run({ name: undefined, text, values: undefined }).catch(() => undefined);
  }
}
