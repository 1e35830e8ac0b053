import {
  CatalogError,
  isCatalogError,
  requireNoProblems,
  type ErrorCode,
  type Problem,
} from '../../foundation/index.ts';

interface Refusal {
  readonly problem: Problem & { readonly code: ErrorCode };
  /** Which it is thrown as when it is the only one. */
  readonly alone: CatalogError | null;
}

const refusalsMax = 50;

/** Gathers what stands in the way of a request, so that one answer tells all of it. */
export class Refusals {
  private readonly list: Refusal[] = [];

  /** What `work` gives, or `null` when it was refused. */
  attempt<T>(path: string, work: () => T): T | null {
    try {
      return work();
    } catch (error) {
      if (!isCatalogError(error) || error.code === 'internal') throw error;
      const { code, message } = error;
      this.list.push({ problem: { path, message, code }, alone: error });
      return null;
    }
  }

  add(code: ErrorCode, problems: readonly Problem[]): void {
    this.list.push(...problems.map((problem) => ({ problem: { code, ...problem }, alone: null })));
  }

  /**
   * Throws one error of everything that was refused, under the code of the first, or nothing when nothing was. COMPAT: what is refused
   * alone is told in its own words, which scripts of official clients look for.
   */
  requireNone(): void {
    const [first, ...rest] = this.list;
    if (first === undefined) return;
    if (rest.length === 0 && first.alone !== null) throw withPlace(first.alone, first.problem);
    const problems = this.list.slice(0, refusalsMax).map(({ problem }) => problem);
    requireNoProblems(first.problem.code, problems);
  }
}

function withPlace({ code, message, details, denied, cause }: CatalogError, problem: Problem): CatalogError {
  const extras = { details: details.length > 0 ? details : [problem], cause };
  return new CatalogError(code, message, denied === null ? extras : { ...extras, denied });
}
