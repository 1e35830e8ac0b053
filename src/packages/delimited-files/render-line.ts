import { renderCsv } from '../../foundation/index.ts';
import { guardQuotes } from './formula-guard.ts';

/** One line of a file (RFC 4180) with its line end; `readRows` gives back the same cells. */
export function renderLine(cells: readonly string[]): string {
  return renderCsv(cells.map(guardQuotes), []);
}
