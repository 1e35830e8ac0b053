/** For a repeatable option: adds one more value to those before it. */
export function collectValues(value: string, before: readonly string[] = []): string[] {
  return [...before, value];
}
