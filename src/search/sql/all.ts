export function compileAll(): string {
  return 'TRUE';
}
