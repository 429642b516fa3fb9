import { stripVTControlCharacters } from 'node:util';
import { outputTo, runStages } from '../../src/cli/progress';

function screen(isTTY: boolean, env: Record<string, string> = {}) {
  let text = '';
  const output = outputTo({ isTTY, write: (part) => (text += part) }, env);
  return { output, text: () => text };
}

function clock() {
  let time = 0;
  return () => (time += 1500);
}

const STAGES = [
  {
    title: 'First',
    run: async (progress: (line: string) => void) => {
      progress('a step');
      return 'three files';
    },
  },
  { title: 'Second', run: async () => 'nothing to do' },
];

describe('stages', () => {
  test('are plain lines with their time when not on a terminal', async () => {
    const { output, text } = screen(false);
    await runStages(STAGES, output, clock());
    expect(text()).toBe(
      '[1/2] First\n      a step\n      done in 1.5 s: three files\n[2/2] Second\n      done in 1.5 s: nothing to do\n',
    );
  });

  test('have colours on a terminal, and the same text', async () => {
    const { output, text } = screen(true);
    const plain = screen(false);
    await runStages(STAGES, output, clock());
    await runStages(STAGES, plain.output, clock());
    expect(text()).toContain('\u001b[32mdone\u001b[0m');
    expect(stripVTControlCharacters(text())).toBe(plain.text());
  });

  test.each([{ NO_COLOR: '1' }, { TERM: 'dumb' }])('have no colours with %j', async (env) => {
    const { output, text } = screen(true, env);
    await runStages(STAGES, output, clock());
    expect(text()).not.toContain('\u001b');
  });

  test('end with the first that fails', async () => {
    const { output, text } = screen(false);
    const failing = { title: 'Bad', run: () => Promise.reject(new Error('no')) };
    await expect(runStages([failing, ...STAGES], output, clock())).rejects.toThrow('no');
    expect(text()).toBe('[1/3] Bad\n      failed after 1.5 s\n');
  });
});
