import { type ClavisClient, type RunProgress } from '../sdk/index.ts';
import { type Io } from './io.ts';
import { createProgressDisplay } from './progress-display.ts';

/** Shows the run's progress until it is over and gives its end. Progress goes to standard error: standard output is the result's. */
export async function watchRun(
  io: Pick<Io, 'stderr' | 'signal'>,
  client: ClavisClient,
  runName: string,
): Promise<RunProgress> {
  const display = createProgressDisplay(io);
  try {
    let end: RunProgress | null = null;
    for await (const progress of client.runs.watch(runName, { signal: io.signal })) {
      display.show(progress);
      end = progress;
    }
    if (end === null) throw new Error(`watching run \`${runName}\` gave nothing`);
    return end;
  } finally {
    display.finish();
  }
}
