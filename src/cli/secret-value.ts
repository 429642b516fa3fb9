import { text } from 'node:stream/consumers';

/**
 * Reads a value that nobody may see: typed at a prompt that shows nothing of it, or from standard input, whose last end
 * of a line does not belong to it.
 *
 * @throws Interrupted after Ctrl-C
 */
export async function secretValue(name: string, signal: AbortSignal): Promise<string> {
  const { Interrupted } = await import('../deploy');
  const { stdin, stderr } = process;
  if (!stdin.isTTY) {
    const end = () => stdin.destroy(new Interrupted());
    signal.addEventListener('abort', end);
    try {
      return (await text(stdin)).replace(/\r?\n$/, '');
    } finally {
      signal.removeEventListener('abort', end);
    }
  }
  const { isCancel, password } = await import('@clack/prompts');
  const typed = await password({ message: `The value of ${name}`, mask: '', output: stderr, signal });
  if (isCancel(typed)) throw new Interrupted();
  return typed ?? '';
}
