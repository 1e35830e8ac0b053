import { InvalidArgumentError } from 'commander';

/** A whole number from 0; throws what Commander shows as a wrong argument. */
export function parseCount(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('give a whole number from 0');
}
