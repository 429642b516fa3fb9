import { setTimeout as sleep } from 'node:timers/promises';
import { UserError } from '../errors';
import { readText } from '../system';

/** Milliseconds between two looks at a file that is being written, and how many there are at most. */
const PAUSE = 50;
const LOOKS = 60;

/**
 * Reads a state file; its text is empty where there is none. Terraform writes it in place: one that is cut off, or empty, is
 * read again until its writer is done.
 *
 * @param read makes something of the text, and throws a SyntaxError for one that is cut off
 * @throws UserError where it stays cut off, as a Terraform leaves it that was killed
 * @example await readStateFile('infra/terraform.tfstate', deployed)
 */
export async function readStateFile<T>(file: string, read: (text: string) => T): Promise<T> {
  for (let looks = 1; ; looks += 1) {
    const text = readText(file);
    const isLast = looks === LOOKS;
    if (text === undefined || text.trim() || isLast) {
      try {
        return read(text ?? '');
      } catch (error) {
        if (!(error instanceof SyntaxError)) throw error;
        if (isLast) throw cutOff(file);
      }
    }
    await sleep(PAUSE);
  }
}

function cutOff(file: string): UserError {
  return new UserError([
    {
      where: file,
      what: 'the state ends in its middle: what wrote it was ended before it was done',
      fix: `look at ${file}.backup, which Terraform keeps beside it: it is the state before`,
    },
  ]);
}
