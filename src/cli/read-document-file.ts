import { readFileSync } from 'node:fs';
import { readDocument, type DocumentProblem, type ReadDocument } from '../declarative/index.ts';
import { OutcomeFailure } from './exit-codes.ts';
import { type Io } from './io.ts';
import { printable } from './printable.ts';

/** The name of standard input among files. */
const standardInput = '-';

/** Problems as lines that editors can jump to. Nothing of such a document is sent. */
export function documentRefused(file: string, problems: readonly DocumentProblem[]): OutcomeFailure {
  const lines = problems.map(({ line, column, path, message }) => {
    const place = `  ${file}:${String(line)}:${String(column)}:`;
    return printable(`${place}${path === '' ? '' : ` ${path}:`} ${message}`);
  });
  const count = problems.length === 1 ? '1 problem' : `${String(problems.length)} problems`;
  return new OutcomeFailure(`error: \`${file}\` is refused with ${count}; nothing was changed\n${lines.join('\n')}`);
}

async function readText(file: string, io: Io): Promise<string> {
  if (file === standardInput) return io.readInput();
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new OutcomeFailure(`error: \`${file}\` is refused; nothing was changed\n  it cannot be read: ${reason}`);
  }
}

/** The document in a file, `-` for standard input. Fails with everything that is wrong with it. */
export async function readDocumentFile(file: string, io: Io): Promise<ReadDocument> {
  const reading = readDocument(await readText(file, io));
  if ('problems' in reading) throw documentRefused(file, reading.problems);
  return reading;
}
