export function compileNone(): string {
  return 'FALSE';
}
