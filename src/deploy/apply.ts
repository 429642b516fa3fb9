import { chmodSync, existsSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UserError } from '../errors';
import { OWN_REQUESTS } from '../local/changes';
import { type Project, RETENTION_DAYS } from '../project';
import { alive, readText, sha256, writeFileAtomic } from '../system';
import { Applied } from './applied';
import type { Instance } from './background/instance';
import { StatePaths } from './background/state-paths';
import type { CommandResult } from './command-result';
import { markOfTerraform, temporaryOfTerraform } from './left-behind';
import type { Lock } from './lock';
import { Overlay } from './overlay';
import { planFiles } from './plan-file';
import { type Deployed, deployed } from './state';
import { Interrupted, Terraform } from './terraform';
import { terraformFolders } from './terraform-folders';
import { type Changes, isStep, type Message } from './terraform-message';

/** The result of an apply. */
export interface ApplyResult {
  readonly changes: Changes;
  readonly deployed: Deployed;
  /**
   * Lets the next apply do nothing while all is as this one left it. Undefined for one that did nothing for that
   * reason.
   */
  readonly remember?: () => void;
}

const NOTHING: Changes = { added: 0, changed: 0, removed: 0 };

/** Terraform for the root of a project, against the endpoint of an instance. */
export class LocalRoot {
  private readonly paths: StatePaths;
  private readonly terraform: Terraform;
  private readonly log: string;
  private readonly state: string;
  private readonly overlay: Overlay;
  private readonly applied: Applied;

  constructor(
    private readonly project: Project,
    private readonly instance: Instance,
    private readonly command: string,
    lock: Lock,
  ) {
    this.paths = new StatePaths(project);
    this.state = this.paths.stateFile(instance);
    this.log = join(this.paths.local, 'terraform.log');
    this.overlay = new Overlay(project, this.paths.overlay);
    const env = localEnvironment(instance, this.paths);
    const place = { command, env, lock: this.overlay.lock, data: this.paths.terraform };
    this.applied = new Applied(project, instance, place, this.state);
    this.terraform = new Terraform(command, {
      root: project.root,
      overlay: this.overlay,
      env,
      log: this.log,
      mark: markOfTerraform(project.state, 'local'),
      temporary: temporaryOfTerraform(project.state),
      onProcess: (pid) => lock.noteTerraform(pid),
    });
  }

  /** Asks a running Terraform to end. */
  interrupt(): void {
    this.terraform.interrupt();
  }

  /** The deployed resources, from the Terraform state. */
  deployed(): Deployed {
    return deployed(readText(this.state) ?? '');
  }

  /** Whether a Terraform was broken off while it changed things: what is there and what it knows may differ. */
  get broken(): boolean {
    const folder = dirname(this.state);
    return ['.terraform.tfstate.lock.info', 'broken-off'].some((name) => existsSync(join(folder, name)));
  }

  /** Notes that a Terraform was broken off. */
  markInterrupted(): void {
    writeFileAtomic(join(dirname(this.state), 'broken-off'), '');
  }

  /**
   * Brings the root to what its files say.
   *
   * @throws UserError with what Terraform said
   * @throws Interrupted when it was asked to end
   */
  async apply(progress: (line: string) => void): Promise<ApplyResult> {
    const { applied } = this;
    if (applied.isFrom(await applied.before())) return { changes: NOTHING, deployed: this.deployed() };
    applied.forget();
    rmSync(this.log, { force: true });
    await this.init(progress);
    const before = await applied.before();
    return { ...(await this.planAndApply(progress)), remember: () => applied.note(before) };
  }

  private async planAndApply(progress: (line: string) => void): Promise<ApplyResult> {
    const first = this.deployed().resources === 0;
    const plan = planFiles(this.project).local;
    try {
      const files: string[] = [];
      if (!first) {
        const planned = await this.run('plan', ['-detailed-exitcode', `-out=${plan}`], progress, [0, 2]);
        if (planned.code === 0) {
          return { changes: NOTHING, deployed: this.deployed() };
        }
        files.push(plan);
      }
      let changes: Changes = NOTHING;
      await this.run('apply', ['-auto-approve', ...files], progress, [0], (message) => {
        const { add = 0, change = 0, remove = 0 } = message.changes ?? {};
        if (message.type === 'change_summary') changes = { added: add, changed: change, removed: remove };
      });
      return { changes, deployed: this.deployed() };
    } finally {
      rmSync(plan, { force: true });
    }
  }

  /** Removes all that Terraform knows of. */
  async destroy(progress: (line: string) => void): Promise<void> {
    rmSync(this.log, { force: true });
    await this.init(progress);
    await this.run('destroy', ['-auto-approve'], progress, [0]);
  }

  private async init(progress: (line: string) => void): Promise<void> {
    const { project, overlay } = this;
    overlay.refresh();
    const texts = terraformFolders(project.root).flatMap(({ path, files }) =>
      [...files].map(([name, text]) => `${path}\n${name}\n${text}`),
    );
    const key = sha256([this.command, overlay.root, overlay.ownLock ?? '', ...texts].join('\n'));
    if (existsSync(overlay.lock) && readText(this.stamp) === key) return;
    overlay.takeLock();
    progress('terraform init');
    await this.stopWhenAwsStops(() =>
      this.terraform.run(['init', '-input=false', '-no-color', '-reconfigure']),
    );
    // Terraform makes the lock file readable for all, whatever the umask
    if (existsSync(overlay.lock)) chmodSync(overlay.lock, 0o600);
    writeFileAtomic(this.stamp, key);
  }

  /** The file that names what `terraform init` ran for. */
  private get stamp(): string {
    return join(this.paths.terraform, 'terragate-init');
  }

  /** Runs a command of Terraform; once more after an init where a provider is missing or a file of it was cut off. */
  private async run(
    command: string,
    args: readonly string[],
    progress: (line: string) => void,
    good: readonly number[],
    onMessage: (message: Message) => void = () => {},
  ): Promise<CommandResult> {
    const all = [command, '-input=false', '-json', `-state=${this.state}`, ...args];
    const heard = (message: Message) => {
      onMessage(message);
      if (isStep(message)) progress(message['@message']);
    };
    const once = () => this.stopWhenAwsStops(() => this.terraform.run(all, heard, good));
    try {
      return await once();
    } catch (error) {
      if (!lacksProvider(error)) throw error;
      progress('a provider is missing or was cut off: it is installed again');
      rmSync(this.stamp, { force: true });
      await this.init(progress);
      return once();
    }
  }

  /** Ends Terraform when the local AWS ends: Terraform would ask again for minutes. */
  private async stopWhenAwsStops(work: () => Promise<CommandResult>): Promise<CommandResult> {
    let gone = false;
    const timer = setInterval(() => {
      if (gone || alive(this.instance.pid)) return;
      gone = true;
      this.terraform.interrupt();
      setTimeout(() => this.terraform.interrupt(), 3000).unref();
    }, 500);
    try {
      return await work();
    } catch (error) {
      if (!gone || !(error instanceof Interrupted)) throw error;
      throw new UserError([
        {
          where: 'local AWS',
          what: 'the local AWS ended while Terraform was at work',
          fix: `run the same command again; the output of the local AWS is in ${this.paths.log}`,
        },
      ]);
    } finally {
      clearInterval(timer);
    }
  }
}

/** Whether Terraform ended before it did anything, since its providers are not those of its lock file. */
function lacksProvider(error: unknown): boolean {
  return (
    error instanceof UserError &&
    error.problems.some(({ what }) => /^Required plugins are not installed/.test(what))
  );
}

/** The variables of this process, with the instance in place of AWS. */
function localEnvironment(instance: Instance, paths: StatePaths): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (/^AWS_/.test(name) || ['TF_DATA_DIR', 'TF_WORKSPACE', 'TF_CLI_ARGS'].includes(name)) continue;
    env[name] = value;
  }
  const own: NodeJS.ProcessEnv = instance.credentials
    ? {
        AWS_ACCESS_KEY_ID: instance.credentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: instance.credentials.secretAccessKey,
      }
    : {
        AWS_ACCESS_KEY_ID: process.env.AWS_ACCESS_KEY_ID ?? '000000000000',
        AWS_SECRET_ACCESS_KEY: process.env.AWS_SECRET_ACCESS_KEY ?? 'local',
      };
  const region = process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION ?? 'us-east-1';
  return {
    ...env,
    ...own,
    AWS_ENDPOINT_URL: instance.aws,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_EC2_METADATA_DISABLED: 'true',
    // No profile of the machine may replace these credentials
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_MAX_ATTEMPTS: '3',
    NO_PROXY: [process.env.NO_PROXY, '127.0.0.1', 'localhost'].filter(Boolean).join(),
    TF_DATA_DIR: paths.terraform,
    // With a rule in the bucket the provider waits almost a minute to see it everywhere; here, all packages go with the instance
    [`TF_VAR_${RETENTION_DAYS}`]: '0',
    TF_IN_AUTOMATION: '1',
    TF_APPEND_USER_AGENT: [process.env.TF_APPEND_USER_AGENT, OWN_REQUESTS].filter(Boolean).join(' '),
    CHECKPOINT_DISABLE: '1',
    // Go collects garbage less often with this value: the schema of the provider alone is 14 MB of JSON
    GOGC: process.env.GOGC ?? '400',
  };
}
