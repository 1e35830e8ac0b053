import { InvalidArgumentError } from 'commander';

/** A parser of words separated by commas, all of which must be among the accepted ones. */
export function parseKinds<T extends string>(accepted: readonly T[]): (text: string) => ReadonlySet<T> {
  return (text) => {
    const words = text.split(',').map((word) => word.trim());
    const known = accepted.filter((word) => words.includes(word));
    const unknown = words.filter((word) => !accepted.some((one) => one === word));
    if (unknown.length === 0) return new Set(known);
    throw new InvalidArgumentError(`accepted, separated by commas: ${accepted.join(', ')}`);
  };
}
