import { InvalidArgumentError } from 'commander';

/** Reads the value of an option that is a port. */
export function port(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 1 && number <= 65_535) return number;
  throw new InvalidArgumentError('give a number from 1 to 65535.');
}
