/** A step that failed: which one, why, and what the reader can do. */
export class StepFailure extends Error {
  readonly title: string;
  readonly advice: string;

  constructor(title: string, advice: string, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.name = 'StepFailure';
    this.title = title;
    this.advice = advice;
  }
}

/** Announces a step, does it, and turns any failure into one that says what to do. */
export async function step<T>(title: string, advice: string, work: () => Promise<T>): Promise<T> {
  console.log(`\n▸ ${title}`);
  try {
    return await work();
  } catch (error) {
    if (error instanceof StepFailure) throw error;
    throw new StepFailure(title, advice, error);
  }
}

/** A line below the title of the step. */
export function note(text: string): void {
  console.log(`  ${text}`);
}
