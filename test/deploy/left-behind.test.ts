import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { clean } from '../../src/deploy/background/instance';
import { launch } from '../../src/deploy/background/launch';
import { StatePaths } from '../../src/deploy/background/state-paths';
import { down } from '../../src/deploy/down';
import { INSTANCE, markOfTerraform } from '../../src/deploy/left-behind';
import { lock } from '../../src/deploy/lock';
import { SILENT } from '../../src/deploy/report';
import { status } from '../../src/deploy/status';
import { Terraform } from '../../src/deploy/terraform';
import type { Project } from '../../src/project';
import { markedBy } from '../../src/system';
import { startOf } from '../../src/system/process';
import { Workspace } from '../support/workspace';

/** An endpoint that nobody asks here: with one, the process in the background holds local proxies only. */
const ENDPOINT = 'http://127.0.0.1:9';

const started: number[] = [];

afterEach(() => {
  for (const pid of started.splice(0)) {
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      // It has ended, as it should
    }
  }
});

function newProject(): Project {
  const workspace = new Workspace('left-behind');
  const folder = workspace.at('shop');
  mkdirSync(join(folder, '.terragate'), { recursive: true });
  return { name: 'shop', folder, app: folder, root: folder, state: join(folder, '.terragate') } as Project;
}

async function background(project: Project): Promise<number> {
  const { instance } = await launch(project, ENDPOINT, () => {});
  started.push(instance.pid);
  return instance.pid;
}

/** Processes of a project, by the variable that all of them have. */
function processesOf({ state }: Project): number[] {
  return markedBy(INSTANCE)
    .filter(({ value }) => value.startsWith(`${state}/`))
    .map(({ pid }) => pid);
}

async function gone(pid: number | undefined): Promise<void> {
  for (const until = Date.now() + 20_000; Date.now() < until; await sleep(50)) {
    if (pid === undefined || startOf(pid) === undefined) return;
  }
  throw new Error(`process ${pid} is still there`);
}

async function written(file: string): Promise<string> {
  for (const until = Date.now() + 20_000; Date.now() < until; await sleep(20)) {
    const text = existsSync(file) ? readFileSync(file, 'utf8').trim() : '';
    if (text !== '') return text;
  }
  throw new Error(`${file} was not written`);
}

describe('the process in the background', () => {
  it('ends when its session file is emptied', async () => {
    const project = newProject();
    const pid = await background(project);

    writeFileSync(new StatePaths(project).session, '');

    await gone(pid);
  });

  it('ends when its session file names another instance, and leaves that file alone', async () => {
    const project = newProject();
    const pid = await background(project);
    const other = JSON.stringify({ id: 'aws-00000000' });

    writeFileSync(new StatePaths(project).session, other);

    await gone(pid);
    expect(readFileSync(new StatePaths(project).session, 'utf8')).toBe(other);
  });

  it('ends when the folder is removed, and does not bring it back', async () => {
    const project = newProject();
    const pid = await background(project);

    rmSync(project.folder, { recursive: true });

    await gone(pid);
    expect(existsSync(project.folder)).toBe(false);
  });

  it('ends when the project is moved elsewhere', async () => {
    const project = newProject();
    const pid = await background(project);

    renameSync(project.folder, `${project.folder}-moved`);

    await gone(pid);
    expect(existsSync(project.folder)).toBe(false);
  });

  it('is found and ended by down when no file names it any more', async () => {
    const project = newProject();
    const pid = await background(project);
    process.kill(pid, 'SIGSTOP'); // so that it does not find out by itself
    const told: string[] = [];
    const report = { ...SILENT, stage: summary(told) };
    rmSync(project.state, { recursive: true });
    const ended = down(project, { report });
    // The polite signal is pending until it goes on
    setTimeout(() => process.kill(pid, 'SIGCONT'), 500);

    expect(await ended).toEqual({ project: 'shop', wasRunning: true });
    expect(told).toEqual(['what an earlier run left behind was removed: 1 process was ended']);
    expect(processesOf(project)).toEqual([]);
  });

  it('that is killed while it starts is an error that says what to do', async () => {
    const project = newProject();
    const starts = launch(project, ENDPOINT, () => {});
    const outcome = starts.then(
      () => 'it started',
      (error: Error) => `${error.constructor.name}: ${error.message}`,
    );
    let pid: number | undefined;
    while (pid === undefined) {
      [pid] = processesOf(project);
      await sleep(5);
    }

    process.kill(pid, 'SIGKILL');

    expect(await outcome).toMatch(
      /^UserError: local AWS: the background process was ended while it started[\s\S]*fix: +run the same command again/,
    );
  });
});

describe('the provider of a Terraform', () => {
  /** A Terraform that starts a provider in its group, as the real one does, and notes its number. */
  function terraformOf(project: Project): string {
    const program = join(project.folder, 'terraform');
    const provider = join(project.folder, 'provider');
    writeFileSync(program, `#!/bin/sh\nsleep 300 &\necho $! > ${provider}\nwait\n`, { mode: 0o755 });
    return program;
  }
  const options = (project: Project) => ({
    root: project.folder,
    env: process.env,
    mark: markOfTerraform(project.state, 'local'),
    log: join(project.state, 'terraform.log'),
  });

  it('ends with a Terraform that is killed', async () => {
    const project = newProject();
    let terraform: number | undefined;
    const runs = new Terraform(terraformOf(project), {
      ...options(project),
      onProcess: (pid) => {
        terraform ??= pid;
      },
    }).run(['apply']);
    const provider = Number(await written(join(project.folder, 'provider')));

    process.kill(terraform ?? Number.NaN, 'SIGKILL');

    await expect(runs).rejects.toThrow();
    await gone(provider);
  });

  /** A command that was killed with its Terraform: what is left is a lock file and a provider. */
  async function killedBoth(project: Project): Promise<number> {
    const program = terraformOf(project);
    const env = { ...process.env, [INSTANCE]: markOfTerraform(project.state, 'local') };
    const terraform: ChildProcess = spawn(program, [], { detached: true, stdio: 'ignore', env });
    started.push(terraform.pid ?? Number.NaN);
    const provider = Number(await written(join(project.folder, 'provider')));
    const holder = {
      pid: 999_999_999,
      since: 'x',
      command: 'up',
      terraform: terraform.pid,
      terraformSince: startOf(terraform.pid ?? 0),
    };
    writeFileSync(join(project.state, 'lock'), JSON.stringify(holder));
    process.kill(terraform.pid ?? Number.NaN, 'SIGKILL');
    await gone(terraform.pid);
    expect(startOf(provider)).toBeDefined();
    return provider;
  }

  it('is ended by the next command when both were killed', async () => {
    const project = newProject();
    const provider = await killedBoth(project);

    (await lock(project, 'up')).release();

    await gone(provider);
  });

  it('is ended by status', async () => {
    const project = newProject();
    const provider = await killedBoth(project);

    await status(project);

    await gone(provider);
    expect(existsSync(join(project.state, 'lock'))).toBe(false);
  });

  it('is ended by the process in the background', async () => {
    const project = newProject();
    await background(project);
    const provider = await killedBoth(project);

    await gone(provider);
    const held = await lock(project, 'down');
    await clean(new StatePaths(project));
    held.release();
    expect(readdirSync(new StatePaths(project).local)).toEqual(['background.log']);
  });
});

function summary(told: string[]) {
  return async <T>(_: string, work: (progress: () => void) => Promise<{ value: T; summary: string }>) => {
    const done = await work(() => {});
    told.push(done.summary);
    return done.value;
  };
}
