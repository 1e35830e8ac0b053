import { type RunProgress } from '../sdk/index.ts';
import { type Io } from './io.ts';
import { printable } from './printable.ts';

/** What is shown first and in this order; other counts of a package follow by name. */
const firstCounts = ['databases', 'tables', 'assets'];

/** Redraws one line on a terminal; elsewhere writes a line only when something has changed. */
export interface ProgressDisplay {
  show(progress: RunProgress): void;
  /** Leaves the last line standing. */
  finish(): void;
}

/** `3/6 databases` where it is known how many there will be, `40/~900 tables` where it is estimated and not yet exceeded. */
function countText(totals: Readonly<Record<string, number>>, name: string): string {
  const count = totals[name] ?? 0;
  const goal = totals[`${name}Total`];
  const estimate = totals[`${name}Estimate`] ?? 0;
  if (goal !== undefined) return `${count}/${goal} ${name}`;
  return `${count}${estimate > count ? `/~${estimate}` : ''} ${name}`;
}

const isGoal = (name: string): boolean => name.endsWith('Total') || name.endsWith('Estimate');

function countsText(totals: Readonly<Record<string, number>>): string {
  const rest = Object.keys(totals)
    .filter((name) => !firstCounts.includes(name) && !isGoal(name) && totals[name] !== 0)
    .sort();
  return [...firstCounts, ...rest].map((name) => countText(totals, name)).join(', ');
}

/** How fast the run is, and how long it will go on if that stays so. */
function paceText({ ratePerMinute, secondsLeft }: RunProgress): string {
  const perMinute = ratePerMinute['assets'];
  const pace = perMinute === undefined ? '' : `  ${Math.round(perMinute / 60)} assets/s`;
  return secondsLeft === null || secondsLeft === 0 ? pace : `${pace}, about ${secondsLeft} s left`;
}

function progressText(progress: RunProgress): string {
  return `${progress.phase.padEnd(9)}  ${countsText(progress.totals)}${paceText(progress)}`;
}

export function createProgressDisplay(io: Pick<Io, 'stderr'>): ProgressDisplay {
  const { stderr } = io;
  let last = '';
  let lastError = '';
  const sayError = ({ lastError: line }: RunProgress): void => {
    const message = line?.message ?? '';
    if (message === lastError) return;
    lastError = message;
    if (stderr.isTTY === true) stderr.write('\r\u001b[2K');
    stderr.write(`${printable(message)}\n`);
  };
  return {
    show(progress) {
      sayError(progress);
      if (stderr.isTTY === true) {
        const line = progressText(progress).slice(0, (stderr.columns ?? 80) - 1);
        stderr.write(`\r\u001b[2K${line}`);
        return;
      }
      // The pace changes at every look, so it does not count as news.
      const news = `${progress.phase} ${countsText(progress.totals)}`;
      if (news === last) return;
      last = news;
      stderr.write(`${progressText(progress)}\n`);
    },
    finish() {
      if (stderr.isTTY === true) stderr.write('\n');
    },
  };
}
