import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { PROGRAM } from '../support/cli';

interface Step {
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** How a job ended. */
export interface JobEnded {
  readonly code: number;
  readonly output: string;
}

/** Runs the steps of a workflow's jobs here: its scripts, in bash, with Terragate in place of the one that npm installs. */
export class Runner {
  private readonly programs: string;
  private readonly comment: string;

  /**
   * @param folder of the repository
   * @param temporary folder for what the jobs write beside it
   */
  constructor(
    private readonly folder: string,
    private readonly temporary: string,
  ) {
    this.programs = join(temporary, 'bin');
    this.comment = join(temporary, 'comment.md');
    mkdirSync(this.programs, { recursive: true });
    this.program('npx', `shift 2; exec '${process.execPath}' '${PROGRAM}' "$@"`);
    // The comments of one pull request: the last argument of a change is body=@FILE
    this.program(
      'gh',
      `echo "gh $*" >> '${temporary}/calls'
case "$*" in
  *--method*) cp "\${!##body=@}" '${this.comment}' ;;
  *) if [ -f '${this.comment}' ]; then echo 7; fi ;;
esac`,
    );
  }

  /** Calls of gh so far, and the comment that it has written. */
  get commented(): { readonly calls: readonly string[]; readonly text: string } {
    const calls = readFileSync(join(this.temporary, 'calls'), 'utf8').trim().split('\n');
    return { calls, text: readFileSync(this.comment, 'utf8') };
  }

  /** Runs the scripts of a job, one after the other, until one fails. @param values of expressions in their variables */
  async job(
    name: string,
    env: Readonly<Record<string, string>>,
    values: Readonly<Record<string, string>> = {},
    cwd = this.folder,
  ): Promise<JobEnded> {
    const text = readFileSync(join(this.folder, '.github/workflows/terragate.yml'), 'utf8');
    const { jobs } = parse(text) as { jobs: Readonly<Record<string, { steps: readonly Step[] }>> };
    let output = '';
    for (const { run, env: variables = {} } of jobs[name]?.steps ?? []) {
      if (run === undefined || /npm ci|required_reviewers/.test(run)) continue;
      const given = Object.entries(variables).filter(([variable]) => variable !== 'TF_PLUGIN_CACHE_DIR');
      const ended = await this.script(run, cwd, {
        ...env,
        ...Object.fromEntries(given.map(([variable, value]) => [variable, filled(value, values)])),
      });
      output += ended.output;
      if (ended.code !== 0) return { code: ended.code, output };
    }
    return { code: 0, output };
  }

  private script(script: string, cwd: string, env: Readonly<Record<string, string>>): Promise<JobEnded> {
    return new Promise((resolve) => {
      const given = {
        ...process.env,
        ...env,
        NO_COLOR: '1',
        PATH: `${this.programs}:${process.env.PATH}`,
        RUNNER_TEMP: this.temporary,
        GITHUB_STEP_SUMMARY: join(this.temporary, 'summary.md'),
      };
      const args = ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script];
      execFile('bash', args, { cwd, env: given }, (error, stdout, stderr) =>
        resolve({ code: error ? Number(error.code ?? 1) : 0, output: stdout + stderr }),
      );
    });
  }

  private program(name: string, script: string): void {
    const path = join(this.programs, name);
    writeFileSync(path, `#!/bin/bash\n${script}\n`);
    chmodSync(path, 0o755);
  }
}

/** A text with the values of its expressions. @throws Error for one that has no value */
function filled(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\$\{\{ (\S+) \}\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`no value for ${name}`);
    return value;
  });
}
