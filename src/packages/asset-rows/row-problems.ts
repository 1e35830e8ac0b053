import { CatalogError, type Problem } from '../../foundation/index.ts';

/** Why a row cannot be taken. */
export interface RowProblem {
  /** The line of the file that the row begins at. */
  readonly line: number;
  /** `null` where it is not about one cell. */
  readonly column: string | null;
  readonly message: string;
}

/** How many are kept to be shown; all are counted. */
export const problemsShownMax = 50;
const inMessageMax = 10;

const placeOf = ({ line, column }: RowProblem): string =>
  column === null ? `line ${line}` : `line ${line}, ${column}`;

/** As a line of a log has it. */
export function describeProblem(problem: RowProblem): string {
  return `${placeOf(problem)}: ${problem.message}`;
}

/** What is wrong with the rows of one file: the first of it to be shown, all of it counted. */
export class RowProblems {
  private readonly shown: RowProblem[] = [];
  private readonly lines = new Set<number>();
  /** Lines beyond those that are kept apart, each counted once as long as its problems come together. */
  private further = 0;
  private lastLine = 0;

  /** Keeps the problem; gives whether it is among those to be shown. */
  add(problem: RowProblem): boolean {
    if (!this.lines.has(problem.line)) {
      if (this.lines.size < problemsShownMax) this.lines.add(problem.line);
      else if (problem.line !== this.lastLine) this.further += 1;
    }
    this.lastLine = problem.line;
    if (this.shown.length >= problemsShownMax) return false;
    this.shown.push(problem);
    return true;
  }

  /** How many rows have one. */
  get rows(): number {
    return this.lines.size + this.further;
  }

  get list(): readonly RowProblem[] {
    return this.shown;
  }

  /** All of it as one error: how many rows of which file, the first few in words, more of them as details. */
  asError(file: string): CatalogError {
    const first = this.shown.slice(0, inMessageMax).map(describeProblem);
    const more = this.shown.length > inMessageMax || this.further > 0 ? '; and more' : '';
    const message = `${this.rows} ${this.rows === 1 ? 'row' : 'rows'} of ${file} cannot be taken: ${first.join('; ')}${more}`;
    const details = this.shown.map((problem): Problem => ({ path: placeOf(problem), message: problem.message }));
    return new CatalogError('field_invalid', message, { details });
  }
}
