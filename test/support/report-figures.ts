/** Prints what a test measured, on a line that `docs/security-tests.md` is filled from. */
export function reportFigures(threat: string, figures: Readonly<Record<string, number | string>>): void {
  const said = Object.entries(figures).map(([name, value]) => `${name} ${String(value)}`);
  process.stdout.write(`figures ${threat}: ${said.join(', ')}\n`);
}
