import { readFile } from 'node:fs/promises';
import { text as textOf } from 'node:stream/consumers';
import { UserError } from '../errors';

/**
 * The text of an event.
 *
 * @param file that has it; `-` is standard input
 * @throws UserError when there is no such file, or it is not JSON
 */
export async function eventIn(file: string): Promise<string> {
  const where = file === '-' ? 'standard input' : file;
  let text: string;
  try {
    text = file === '-' ? await textOf(process.stdin) : await readFile(file, 'utf8');
  } catch (error) {
    const what = `the event cannot be read: ${(error as Error).message}`;
    throw new UserError([
      { where, what, fix: 'name a file with the JSON of an event, or - and give it there' },
    ]);
  }
  try {
    JSON.parse(text);
    return text;
  } catch (error) {
    const what = `the event is not JSON: ${(error as Error).message}`;
    throw new UserError([{ where, what, fix: 'correct the file; docs/events.md has one for each service' }]);
  }
}
