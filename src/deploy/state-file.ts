import { setTimeout as sleep } from 'node:timers/promises';
import { UserError } from '../errors';
import { readText } from '../system';

/** Milliseconds between two looks at a file that is being written, and how many there are at most. */
const PAUSE = 50;
const LOOKS = 60;

/**
 * The text of a state file; empty where there is none. Terraform writes it in place: one that is cut off, or empty, is read
 * again until its writer is done.
 *
 * @throws UserError where it stays cut off, as a Terraform leaves it that was killed
 */
export async function readStateFile(file: string): Promise<string> {
  for (let look = 1; ; look += 1) {
    const text = readText(file);
    if (text === undefined || isWhole(text)) return text ?? '';
    if (look === LOOKS && !text.trim()) return '';
    if (look === LOOKS)
      throw new UserError([
        {
          where: file,
          what: 'the state ends in its middle: what wrote it was ended before it was done',
          fix: `look at ${file}.backup, which Terraform keeps beside it: it is the state before`,
        },
      ]);
    await sleep(PAUSE);
  }
}

function isWhole(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
