import { open } from 'node:fs/promises';

/** The lines of a file, read as they are needed. Throws what the operating system says. */
export async function* linesOf(path: string): AsyncGenerator<string, void, undefined> {
  const file = await open(path);
  try {
    yield* file.readLines();
  } finally {
    await file.close();
  }
}
