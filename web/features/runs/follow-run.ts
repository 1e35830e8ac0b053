import { type NumberedLine, type RunStep, type RunSummary } from '../../../src/sdk/index.ts';
import { client } from '../../api/client.ts';

/** What a stream has told of a run so far. */
export interface RunNews {
  progress: RunSummary | null;
  /** As the run has them, whatever their state. */
  steps: readonly RunStep[];
  /** The last lines, oldest first. */
  lines: readonly NumberedLine[];
}

interface Following {
  runName: string;
  signal: AbortSignal;
  show: (news: RunNews) => void;
}

const linesMax = 500;
/** Many events come at once; nobody reads faster than this. */
const showEveryMs = 100;

/** Follows the stream of a run to its end. Throws where the server or a proxy on the way gives no stream. */
export async function followRun({ runName, signal, show }: Following): Promise<void> {
  const steps = new Map<string, RunStep>();
  let lines: NumberedLine[] = [];
  let progress: RunSummary | null = null;
  let timer: ReturnType<typeof setTimeout> | null = null;
  const showSoon = (): void => {
    timer ??= setTimeout(() => {
      timer = null;
      if (!signal.aborted) show({ progress, steps: [...steps.values()], lines });
    }, showEveryMs);
  };
  for await (const event of client.runs.events(runName, { signal })) {
    if (event.kind === 'log') lines = [...lines, event.line].slice(-linesMax);
    else if (event.kind === 'step') steps.set(event.step.key, event.step);
    else progress = event.progress;
    showSoon();
  }
}
