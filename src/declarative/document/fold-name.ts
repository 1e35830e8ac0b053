/** Two names with the same fold are one to people, and to clients that look names up whatever their case. */
export function foldName(name: string): string {
  return name.normalize('NFKC').toLowerCase();
}
