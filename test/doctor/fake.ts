import { chmodSync } from 'node:fs';
import { type Diagnosis, type DoctorOptions, doctor } from '../../src/doctor';
import type { Check } from '../../src/doctor/check';
import { Workspace } from '../support/workspace';

/** What a program of the fake PATH prints, or the code that it ends with. */
export type Program = string | number;

/** Programs of a machine that has all that is needed. */
export const USUAL: Readonly<Record<string, Program>> = {
  python3: '3.13.1\n/usr/bin/python3',
  'python3.13': '3.13.1\n/usr/bin/python3.13',
  uv: 'uv 0.9.0 (x86_64)',
  terraform: '{"terraform_version": "1.11.4"}',
  'lambda-adapter': '',
  'apt-get': 'apt 2.9',
};

/**
 * A machine of its own: a PATH with these programs alone, an empty home and an empty cache. The environment of this process
 * is put back by `restore`.
 */
export class FakeMachine {
  readonly workspace = new Workspace('doctor');
  private readonly before = { ...process.env };

  constructor(programs: Readonly<Record<string, Program>> = USUAL) {
    for (const [name, answer] of Object.entries(programs)) this.program(name, answer);
    for (const name of Object.keys(process.env)) {
      if (/^(?:AWS_|TERRAGATE_|LAMBDA_ADAPTER|PYENV_|XDG_)/.test(name)) delete process.env[name];
    }
    process.env.PATH = this.workspace.at('bin');
    process.env.HOME = this.workspace.at('home');
    process.env.XDG_CACHE_HOME = this.workspace.at('cache');
    this.workspace.write('elsewhere/.keep', '');
    this.workspace.write('bin/.keep', '');
  }

  program(name: string, answer: Program): void {
    const body = typeof answer === 'number' ? `exit ${answer}` : `/bin/cat <<'END'\n${answer}\nEND`;
    chmodSync(this.workspace.write(`bin/${name}`, `#!/bin/sh\n${body}\n`), 0o755);
  }

  doctor(options: DoctorOptions = {}): Promise<Diagnosis> {
    const machine = { platform: 'linux' as const, ...options.machine };
    return doctor({ cwd: this.workspace.at('elsewhere'), port: 0, ...options, machine });
  }

  /** What was found out about one thing. */
  async check(name: string, options: DoctorOptions = {}): Promise<Check> {
    const { checks } = await this.doctor(options);
    const found = checks.find((one) => one.name === name);
    if (!found) throw new Error(`no ${name} among ${checks.map((one) => one.name).join(', ')}`);
    return found;
  }

  restore(): void {
    for (const name of Object.keys(process.env)) if (!(name in this.before)) delete process.env[name];
    Object.assign(process.env, this.before);
  }
}
