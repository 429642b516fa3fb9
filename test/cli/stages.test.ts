import { stripVTControlCharacters } from 'node:util';
import { outputTo } from '../../src/cli/output';
import { stages } from '../../src/cli/stages';

function screen(isTTY: boolean, env: Record<string, string> = {}) {
  let text = '';
  const output = outputTo({ isTTY, write: (part) => (text += part) }, env);
  return { output, text: () => text };
}

function clock() {
  let time = 0;
  return () => (time += 1500);
}

const work = async (output: ReturnType<typeof outputTo>) => {
  const report = stages(output, clock());
  const value = await report.stage('bundle', async (progress) => {
    progress('packs 3 files');
    return { value: 7, summary: '4.1 MB' };
  });
  await report.stage('wait', async () => ({ value: 0, summary: '' }));
  return value;
};

describe('stages', () => {
  it('are plain lines with their time when not on a terminal', async () => {
    const { output, text } = screen(false);

    expect(await work(output)).toBe(7);
    expect(text()).toBe('  bundle: packs 3 files\n✔ bundle 4.1 MB  1.5 s\n✔ wait  1.5 s\n');
  });

  it('have colours on a terminal, and the same text', async () => {
    const { output, text } = screen(true);
    const plain = screen(false);
    await work(output);
    await work(plain.output);

    expect(text()).toContain('\u001b[32m✔\u001b[39m');
    expect(stripVTControlCharacters(text())).toBe(plain.text());
  });

  it.each([{ NO_COLOR: '1' }, { TERM: 'dumb' }])('have no colours with %j', async (env) => {
    const { output, text } = screen(true, env);
    await work(output);

    expect(text()).not.toContain('\u001b');
  });

  it('say which stage failed, and leave the reason to the error', async () => {
    const { output, text } = screen(false);
    const failing = stages(output, clock()).stage('apply', () => Promise.reject(new Error('no')));

    await expect(failing).rejects.toThrow('no');
    expect(text()).toBe('✘ apply  1.5 s\n');
  });
});
