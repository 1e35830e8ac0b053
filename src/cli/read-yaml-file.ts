import { readFileSync } from 'node:fs';
import { LineCounter, parseDocument, type Document } from 'yaml';
import { OutcomeFailure } from './exit-codes.ts';
import { type Io } from './io.ts';
import { printable } from './printable.ts';

/** Something wrong in a file, by its path in the document. */
export interface FileProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** A file as it was read, with the places of what is in it. */
export interface YamlFile {
  readonly value: unknown;
  /** The file is refused with these, each with its line. */
  refuse(problems: readonly FileProblem[]): OutcomeFailure;
}

/** SECURITY: a few lines of aliases can stand for gigabytes. */
const aliasesMax = 100;

async function readText(file: string, io: Io): Promise<string> {
  if (file === '-') return io.readInput();
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new OutcomeFailure(`error: \`${printable(file)}\` is refused: it cannot be read: ${printable(reason)}`);
  }
}

function refusal(file: string, lines: readonly { readonly line: number; readonly text: string }[]): OutcomeFailure {
  const listed = lines.map(({ line, text }) => printable(`  ${file}:${String(line)}: ${text}`));
  return new OutcomeFailure([`error: \`${printable(file)}\` is refused; nothing was asked`, ...listed].join('\n'));
}

/** Where the value at that path begins, or the nearest above it that there is. */
function lineOf(document: Document, counter: LineCounter, path: readonly (string | number)[]): number {
  for (let length = path.length; length >= 0; length -= 1) {
    const node: unknown = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    if (typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range)) {
      return counter.linePos(Number(node.range[0])).line;
    }
  }
  return 1;
}

/** Reads YAML or JSON from a file, `-` for standard input. Fails with every fault of its syntax and its line. */
export async function readYamlFile(file: string, io: Io): Promise<YamlFile> {
  const counter = new LineCounter();
  const document = parseDocument(await readText(file, io), { lineCounter: counter, prettyErrors: false });
  if (document.errors.length > 0) {
    const lines = document.errors.map(({ pos, message }) => ({ line: counter.linePos(pos[0]).line, text: message }));
    throw refusal(file, lines);
  }
  return {
    value: document.toJS({ maxAliasCount: aliasesMax }) as unknown,
    refuse: (problems) =>
      refusal(
        file,
        problems.map(({ path, message }) => ({
          line: lineOf(document, counter, path),
          text: path.length === 0 ? message : `${path.join('.')}: ${message}`,
        })),
      ),
  };
}
