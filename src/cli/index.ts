export type { ExitCode } from './exit-codes.ts';
export { type Io, type Output } from './io.ts';
export { createProgram, type ProgramParts } from './program.ts';
export { renderTable } from './render-table.ts';
export { runProgram } from './run-program.ts';
export { watchRun } from './watch-run.ts';
