import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CliProject, type CommandLine, type Ended, type Running } from '../support/cli';
import { Workspace } from '../support/workspace';
import { type Census, census, differences, type Found, type Place, processesOf } from './census';

/** What can be killed, by its command line. `cli` is the command itself. */
export const TARGETS = {
  cli: undefined,
  terraform: /(?:^|\/)(?:terraform|tofu) (?!-chdir)|bin\/terraform /,
  provider: /terraform-provider-/,
  background: /deploy\/background\/process\.ts|deploy-background\.cjs/,
  'local AWS': /-m terragate_local/,
  watchdog: /watchdog\.py/,
  function: /uvicorn|lambda-adapter|supervisor\.py|run\.sh/,
  installer: /\buv (?:pip|venv|lock|export|sync)|-m pip /,
  python: /observed_export\.py|select_requirements\.py|missing_requirements\.py/,
} as const;
export type Target = keyof typeof TARGETS;

/** A kind of trial: a command, and what can be killed while it runs. */
export interface Kind {
  readonly name: string;
  readonly targets: readonly Target[];
  /** Puts the project where the command has something to do. */
  prepare(bench: Bench): Promise<void>;
  readonly args: readonly string[];
  /** Whether the command goes on until it is ended. */
  readonly endless?: boolean;
  /** The state in which the next command has to leave everything. */
  readonly leaves: 'up' | 'down';
}

/** What came of a trial. */
export interface Outcome {
  readonly kind: string;
  readonly target: Target;
  /** Milliseconds after the target was there; undefined where it was not before the command ended. */
  readonly after: number | undefined;
  readonly wrong: readonly string[];
}

/** Milliseconds after which a command that goes on is ended, where its length is measured. */
const ENDLESS = 8000;

/** Variable of all that a bench starts. */
const MARK = 'TERRAGATE_KILLS';

/** A project on which commands are killed, and what is on the machine of it when all is well. */
export class Bench {
  readonly project = new CliProject('kills');
  private readonly temporary = new Workspace('kills-tmp');
  private readonly outside = new Workspace('kills-new');
  private readonly env: Record<string, string>;
  private readonly place: Place;
  private readonly calm = new Map<'up' | 'down', Census>();
  private readonly lengths = new Map<string, number>();
  private made = 0;

  constructor(id: string) {
    this.project.settings({
      ...{ name: 'kills', app: 'app', root: 'infra', packages: ['modules/my-api/lambda.zip'] },
      modules: { folder: 'modules', apis: [{ name: 'my-api', kind: 'rest' }] },
    });
    mkdirSync(this.temporary.at('tmp'));
    this.env = { [MARK]: id, TMPDIR: this.temporary.at('tmp') };
    const folders = [this.project.folder, this.temporary.path, this.outside.path];
    this.place = { folders, mark: `${MARK}=${id}` };
  }

  run(args: readonly string[], where: CommandLine = this.project): Promise<Ended> {
    return where.run(args, this.env);
  }

  start(args: readonly string[]): Running {
    return this.project.start(args, this.env);
  }

  /** Changes what the app answers, so that there is something to build and to deploy. */
  change(): void {
    this.made += 1;
    this.project.edit('app/app/main.py', (text) =>
      text.replace(/Welcome\(name=[^,]*,/, `Welcome(name="v${this.made}",`),
    );
  }

  /** Removes what the modules are made of, so that they are written anew. */
  removeModules(): void {
    rmSync(join(this.project.folder, 'modules/my-api/tests'), { recursive: true, force: true });
  }

  /** Removes what was installed and packed, so that it is made anew from the caches of pip and uv. */
  removePackages(): void {
    for (const made of ['wheels', 'package-arm64-python3.13.json'])
      rmSync(join(this.project.folder, 'app/.terragate', made), { recursive: true, force: true });
  }

  /** Counts what is there when all is well. */
  async calibrate(state: 'up' | 'down'): Promise<void> {
    await this.mustRun([state]);
    this.change();
    await this.mustRun(['up']);
    await this.mustRun([state]);
    await this.answers(state);
    this.calm.set(state, census(this.place));
  }

  async mustRun(args: readonly string[]): Promise<void> {
    const { code, stdout, stderr } = await this.run(args);
    if (code !== 0) throw new Error(`terragate ${args.join(' ')} ended with ${code}\n${stdout}${stderr}`);
  }

  /** Milliseconds that a command takes when nothing is killed. */
  private async lengthOf(kind: Kind): Promise<number> {
    const known = this.lengths.get(kind.name);
    if (known !== undefined) return known;
    await kind.prepare(this);
    const began = Date.now();
    const running = this.start(kind.args);
    if (kind.endless) await sleep(ENDLESS).then(() => running.ctrlC());
    await running.ended;
    const length = Date.now() - began;
    this.lengths.set(kind.name, length);
    return length;
  }

  /** One trial. */
  async trial(kind: Kind, target: Target, fraction: number): Promise<Outcome> {
    const length = await this.lengthOf(kind);
    await kind.prepare(this);
    const began = Date.now();
    const running = this.start(kind.args);
    let over = false;
    const ended = running.ended.then((end) => {
      over = true;
      return end;
    });
    let victim: Found | undefined;
    while (!over && victim === undefined) {
      victim = this.find(target, running);
      await sleep(5);
    }
    let after: number | undefined;
    if (victim !== undefined) {
      const wait = Math.round(fraction * Math.max(length - (Date.now() - began), 100));
      await Promise.race([sleep(wait), ended]);
      if (!over || target !== 'cli') after = kill(victim.pid) ? wait : undefined;
    }
    if (kind.endless && target !== 'cli') {
      await Promise.race([sleep(2000), ended]);
      if (!over) running.ctrlC();
    }
    const wrong = unworthy(await ended);
    return { kind: kind.name, target, after, wrong: [...wrong, ...(await this.next(kind))] };
  }

  /** The next commands work, and leave things as they are when nothing was killed. */
  private async next(kind: Kind): Promise<string[]> {
    const wrong: string[] = [];
    const args = kind.endless || kind.leaves === 'up' ? ['up'] : kind.args;
    for (const one of [['status'], args, ...(kind.leaves === 'down' ? [['down']] : [])]) {
      const end = await this.run(one);
      wrong.push(...unworthy(end));
      if (end.code !== 0) wrong.push(`terragate ${one.join(' ')} ended with ${end.code}: ${end.stderr}`);
    }
    await this.answers(kind.leaves).catch((error: Error) => wrong.push(error.message));
    let found: string[] = [];
    // A process that was told to end has a moment for it
    for (const until = Date.now() + 5000; Date.now() < until; await sleep(200)) {
      const before = this.calm.get(kind.leaves);
      found = before ? differences(before, census(this.place)) : ['nothing was counted before'];
      if (found.length === 0) break;
    }
    return [...wrong, ...found];
  }

  private find(target: Target, { child }: Running): Found | undefined {
    if (target === 'cli') return { pid: child.pid ?? 0, command: '' };
    const pattern = TARGETS[target];
    return processesOf(this.place).find(({ command }) => pattern?.test(command));
  }

  private async answers(state: 'up' | 'down'): Promise<void> {
    const url = this.project.session()?.endpoints[0]?.url;
    if (state === 'down') return;
    const answer = url === undefined ? undefined : await fetch(url).catch(() => undefined);
    if (answer?.status !== 200) throw new Error(`GET / answers ${answer?.status ?? 'nothing'}`);
  }

  /** A trial of `new`: nothing or the whole project is there, and the next one makes it. */
  async trialOfNew(fraction: number): Promise<Outcome> {
    const folder = this.outside.at('parent');
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder);
    const whole = this.newFiles;
    const running = this.project.start(['new', 'shop', '--yes', '--cwd', folder], this.env);
    const began = Date.now();
    const after = Math.round(fraction * (this.lengths.get('new') ?? 60_000));
    let over = false;
    const ended = running.ended.then((end) => {
      over = true;
      return end;
    });
    await Promise.race([sleep(after, undefined, { ref: false }), ended]);
    const killed = !over && kill(running.child.pid ?? 0);
    await ended;
    // The first one packs the package, and takes longer than all others
    if (!killed) this.lengths.set('new', Date.now() - began);
    const visible = census({ folders: [folder], mark: 'none' }).files.filter(
      (path) => !/\/\.shop\./.test(path),
    );
    const wrong: string[] = [];
    if (whole !== undefined && visible.length !== 0 && visible.length !== whole.length)
      wrong.push(`${visible.length} files of ${whole.length} are there`);
    if (visible.length !== 0) rmSync(join(folder, 'shop'), { recursive: true });
    const end = await this.run(['new', 'shop', '--yes', '--cwd', folder]);
    if (end.code !== 0) wrong.push(`terragate new ended with ${end.code}: ${end.stderr}`);
    const { files } = census({ folders: [folder], mark: 'none' });
    if (whole === undefined) this.newFiles = files;
    else if (files.join() !== whole.join())
      wrong.push(`not the files of a new project: ${minusOf(files, whole)}`);
    rmSync(folder, { recursive: true, force: true });
    return { kind: 'new', target: 'cli', after: killed ? after : undefined, wrong };
  }

  private newFiles: readonly string[] | undefined;

  /** Ends everything. @returns the processes that are left of it, one line each */
  async end(): Promise<string[]> {
    await this.run(['down']);
    const left = processesOf(this.place).map(({ command }) => `left: ${command}`);
    return left;
  }
}

function minusOf(all: readonly string[], without: readonly string[]): string {
  return all.filter((one) => !without.includes(one)).join(', ');
}

function kill(pid: number): boolean {
  try {
    return pid > 0 && process.kill(pid, 'SIGKILL');
  } catch {
    return false;
  }
}

/** Words that no user is to read. */
function unworthy({ stdout, stderr }: Ended): string[] {
  const text = `${stdout}\n${stderr}`;
  return [/This should not have happened.*/, /^ +at .*\(.*:\d+:\d+\)/m]
    .map((pattern) => pattern.exec(text)?.[0])
    .flatMap((said) => (said === undefined ? [] : [`it says "${said}"`]));
}
