import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { colorEnvironment, shownCommand } from '../../src/develop/program';
import { Workspace } from '../support/workspace';

const PROGRAM = join(__dirname, '../../src/develop/program.ts');

/** Runs `runProgram` in a process of its own, whose output can be seen. */
class Runner {
  readonly workspace = new Workspace('program');
  readonly child;
  private out = '';
  private err = '';

  constructor(script: string, output: string) {
    const host = `require('tsx/cjs');
      const { runProgram } = require(${JSON.stringify(PROGRAM)});
      const ending = new AbortController();
      process.on('SIGINT', () => (ending.signal.aborted ? process.exit(130) : ending.abort()));
      const order = { command: process.execPath, args: ['-e', ${JSON.stringify(script)}], cwd: ${JSON.stringify(this.workspace.path)}, env: process.env };
      runProgram(order, { output: ${JSON.stringify(output)}, signal: ending.signal }).then((code) => { console.log('code', code); });`;
    this.child = spawn(process.execPath, ['-e', host], { cwd: join(__dirname, '../..') });
    this.child.stdout.on('data', (chunk) => {
      this.out += chunk;
    });
    this.child.stderr.on('data', (chunk) => {
      this.err += chunk;
    });
  }

  async ended() {
    const [code] = await once(this.child, 'close');
    return { out: this.out, err: this.err, code };
  }

  async has(file: string): Promise<void> {
    while (!existsSync(this.workspace.at(file))) await sleep(20);
  }

  /** Whether a process whose number the program wrote down still runs. */
  runs(file: string): boolean {
    try {
      process.kill(Number(readFileSync(this.workspace.at(file), 'utf8')), 0);
      return true;
    } catch {
      return false;
    }
  }
}

/** Writes a file whole, for somebody who waits for it. */
const WRITE = `const fs = require('fs'); const write = (name, text) => { fs.writeFileSync(name + '.tmp', String(text)); fs.renameSync(name + '.tmp', name); };`;
const BOTH = 'console.log("one"); console.error("two"); process.exitCode =';

describe('a program of the project', () => {
  it.each([
    ['terminal', 0, 'one\n', 'two\n'],
    ['terminal', 3, 'one\n', 'two\n'],
    ['stderr', 0, '', 'one\ntwo\n'],
    ['failure', 0, '', ''],
    ['failure', 3, '', 'one\ntwo\n'],
  ])('whose output is for the %s ends with %i', async (output, code, out, err) => {
    const done = await new Runner(`${BOTH} ${code};`, output).ended();

    expect(done).toEqual({ out: `${out}code ${code}\n`, err, code: 0 });
  });

  it('that a signal ended has failed', async () => {
    const done = await new Runner('process.kill(process.pid, "SIGKILL")', 'terminal').ended();

    expect(done.out).toBe('code 1\n');
  });

  it('gets Ctrl-C once, as all that it started, and is waited for', async () => {
    const child = `${WRITE} process.on('SIGINT', () => { write('child', 'asked'); process.exit(); }); write('ready', process.pid); setInterval(() => {}, 1000);`;
    const runner = new Runner(
      `${WRITE} let asked = 0;
       require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(child)}], { stdio: 'inherit' });
       process.on('SIGINT', () => { asked += 1; setTimeout(() => { write('parent', asked); process.exit(0); }, 300); });
       setInterval(() => {}, 1000);`,
      'terminal',
    );
    await runner.has('ready');
    runner.child.kill('SIGINT');
    const done = await runner.ended();

    expect(done.out).toBe('code 130\n');
    expect(readFileSync(runner.workspace.at('parent'), 'utf8')).toBe('1');
    expect(readFileSync(runner.workspace.at('child'), 'utf8')).toBe('asked');
    expect(runner.runs('ready')).toBe(false);
  });

  it('that does not listen to Ctrl-C goes with the second one', async () => {
    const runner = new Runner(
      `${WRITE} process.on('SIGINT', () => write('asked', 1)); write('ready', process.pid); setInterval(() => {}, 1000);`,
      'terminal',
    );
    await runner.has('ready');
    runner.child.kill('SIGINT');
    await runner.has('asked');
    runner.child.kill('SIGINT');

    expect((await runner.ended()).code).toBe(130);
    while (runner.runs('ready')) await sleep(20);
  });

  it('leaves nothing behind when it ends', async () => {
    const runner = new Runner(
      `${WRITE} const left = require('child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
       write('left', left.pid); process.exit(0);`,
      'terminal',
    );
    await runner.ended();

    while (runner.runs('left')) await sleep(20);
  });
});

describe('a command line', () => {
  it('can be typed as it is shown', () => {
    expect(shownCommand(['A=1', '.venv/bin/python', '-k', 'a b', "it's", ''])).toBe(
      `A=1 .venv/bin/python -k 'a b' 'it'\\''s' ''`,
    );
  });
});

describe('the colours of programs', () => {
  it('are off where those of Terragate are, on where programs would turn them off, and else their own matter', () => {
    expect(colorEnvironment(false, true)).toMatchObject({ NO_COLOR: '1', FORCE_COLOR: undefined });
    expect(colorEnvironment(true, true)).toEqual({ FORCE_COLOR: '1' });
    expect(colorEnvironment(true, false)).toEqual({});
  });
});
