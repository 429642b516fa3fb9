import { spawn } from 'node:child_process';
import { realpathSync, writeFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { sdkEnvironment } from '../../src/local/credentials';
import type { LocalAws } from '../../src/local/server';
import { REPOSITORY } from './workspace';

export type TerraformBinary = 'terraform' | 'terraform-1.5.7' | 'tofu';

export interface ProcessResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** An action on one resource, of a plan. https://developer.hashicorp.com/terraform/internals/json-format */
export interface ResourceChange {
  readonly address: string;
  readonly module_address?: string;
  readonly mode: 'managed' | 'data';
  readonly type: string;
  readonly name: string;
  readonly index?: string | number;
  readonly change: {
    readonly actions: readonly ('no-op' | 'create' | 'read' | 'update' | 'delete' | 'forget')[];
    readonly before: Record<string, unknown> | null;
    readonly after: Record<string, unknown> | null;
    readonly after_unknown: Record<string, unknown> | boolean;
    readonly replace_paths?: readonly (readonly (string | number)[])[];
  };
}

export interface Plan {
  /** All resources that the plan speaks of, those without a change too. */
  readonly resourceChanges: readonly ResourceChange[];
  /** Those that something happens to. */
  readonly changes: readonly ResourceChange[];
  /** Planned values of the root's outputs; undefined where only known after apply. */
  readonly outputs: Readonly<Record<string, unknown>>;
  /** The resource of an address. Throws, with the addresses that there are, when there is none. */
  resource(address: string): ResourceChange;
  /** The whole document of `show -json`. */
  readonly json: Record<string, unknown>;
}

export interface Diagnostic {
  readonly severity: 'error' | 'warning';
  readonly summary: string;
  readonly detail?: string;
}

/** Of the machine's Terraform settings those that say where providers come from: see narrow-mirror.js. */
const PROVIDERS = ['TF_CLI_CONFIG_FILE', 'TF_DISABLE_PLUGIN_TLS'];

/** A command that failed; `message` holds its errors, `finished` all that it printed. */
export class TerraformFailure extends Error {
  constructor(
    readonly command: string,
    readonly finished: ProcessResult,
  ) {
    super(`${command} ended with ${finished.code}\n${finished.stderr.trim() || finished.stdout}`);
    this.name = 'TerraformFailure';
  }
}

/**
 * Runs Terraform or OpenTofu in a folder outside of the repository.
 *
 * @example
 * const tf = new Terraform('terraform', workspace.path, awsEnvironment(moto.url));
 * tf.writeProvider();
 * await tf.init();
 * await tf.apply();
 * expect(await tf.differences()).toBe('');
 */
export class Terraform {
  /**
   * @param binary program on PATH
   * @param cwd folder of the root module; never one of the repository, which commands would write into
   * @param env more environment variables, over this process's own. @default - none
   */
  constructor(
    readonly binary: TerraformBinary,
    readonly cwd: string,
    private readonly env: Readonly<Record<string, string>> = {},
  ) {
    if (`${realpathSync(cwd)}${sep}`.startsWith(`${REPOSITORY}${sep}`)) {
      throw new Error(`${cwd} lies in the repository: copy it into a Workspace`);
    }
  }

  /**
   * Writes the settings of the AWS provider into `provider.tf`. The endpoint comes from the environment: an
   * `endpoints` block costs four seconds per command, as each of its entries is checked.
   *
   * `max_retries` is 3, as where `up` applies: a connection that breaks within an answer is tried again, as by each SDK
   * of AWS. With the provider's 25, a request that the stand-in of AWS does not know would take minutes.
   */
  writeProvider(): void {
    writeFileSync(
      join(this.cwd, 'provider.tf'),
      `provider "aws" {
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_region_validation      = true
  s3_use_path_style           = true
  max_retries                 = 3
}
`,
    );
  }

  /** Sets the root's variables for all further commands. */
  setVariables(values: Readonly<Record<string, unknown>>): void {
    writeFileSync(join(this.cwd, 'test.auto.tfvars.json'), JSON.stringify(values, null, 2));
  }

  async init(...args: string[]): Promise<ProcessResult> {
    return this.succeed('init', '-input=false', '-no-color', '-backend=true', ...args);
  }

  async validate(): Promise<{ valid: boolean; diagnostics: readonly Diagnostic[] }> {
    const { stdout } = await this.run('validate', '-json');
    return JSON.parse(stdout) as { valid: boolean; diagnostics: Diagnostic[] };
  }

  /** What `fmt` would change in the folder and those below it; empty when nothing. */
  async fmtCheck(): Promise<string> {
    const finished = await this.run('fmt', '-check', '-diff', '-recursive', '-no-color');
    if (finished.code !== 0 && !finished.stdout) throw new TerraformFailure('fmt', finished);
    return finished.stdout;
  }

  async plan(...args: string[]): Promise<Plan> {
    await this.succeed('plan', '-input=false', '-no-color', '-out=test.tfplan', ...args);
    const { stdout } = await this.succeed('show', '-json', 'test.tfplan');
    return readPlan(JSON.parse(stdout) as Record<string, unknown>);
  }

  /** Applies without asking; what a plan before it said does not matter. */
  async apply(...args: string[]): Promise<ProcessResult> {
    return this.succeed('apply', '-input=false', '-no-color', '-auto-approve', ...args);
  }

  /**
   * What a plan would do to each managed resource, sorted, such as `update module.api.aws_lambda_function.this`: of
   * `plan()` more can be seen, but a second command loads all schemas for it.
   */
  planned(): Promise<readonly string[]> {
    return this.actions('plan');
  }

  /** Applies without asking. @returns what it does, as `planned` */
  applied(): Promise<readonly string[]> {
    return this.actions('apply', '-auto-approve');
  }

  /**
   * Applies without asking. @returns what begins and ends, in that order, such as
   * `end create module.api.aws_lambda_function.this`
   */
  async steps(): Promise<readonly string[]> {
    const words: Readonly<Record<string, string>> = { apply_start: 'begin', apply_complete: 'end' };
    return (await this.events('apply', '-auto-approve')).flatMap(({ type, hook }) => {
      const word = words[type];
      return word && hook ? [`${word} ${hook.action} ${hook.resource.addr}`] : [];
    });
  }

  private async events(...args: string[]): Promise<readonly Event[]> {
    const finished = await this.run(...args, '-input=false', '-json');
    const events = readEvents(finished.stdout);
    if (finished.code !== 0) {
      const errors = events.filter((event) => event['@level'] === 'error').map((event) => event['@message']);
      throw new TerraformFailure(`${this.binary} ${args[0]}`, { ...finished, stderr: errors.join('\n') });
    }
    return events;
  }

  private async actions(...args: string[]): Promise<readonly string[]> {
    return (await this.events(...args))
      .flatMap(({ type, change }) => (type === 'planned_change' && change ? [change] : []))
      .filter(({ action }) => action !== 'read')
      .map(({ action, resource }) => `${action} ${resource.addr}`)
      .sort();
  }

  async destroy(...args: string[]): Promise<ProcessResult> {
    return this.succeed('destroy', '-input=false', '-no-color', '-auto-approve', ...args);
  }

  /** Whether a new plan finds nothing to do, outputs included. */
  async planIsEmpty(...args: string[]): Promise<boolean> {
    return (await this.differences(...args)) === '';
  }

  /** What a new plan would do, as Terraform prints it; empty when nothing. */
  async differences(...args: string[]): Promise<string> {
    const finished = await this.run('plan', '-input=false', '-no-color', '-detailed-exitcode', ...args);
    if (finished.code === 0) return '';
    if (finished.code === 2) return finished.stdout;
    throw new TerraformFailure('plan', finished);
  }

  /** Values of the root's outputs, sensitive ones too. */
  async output(): Promise<Record<string, unknown>> {
    const { stdout } = await this.succeed('output', '-json', '-no-color');
    return valuesOf(JSON.parse(stdout) as Record<string, { value?: unknown }>);
  }

  /** `terraform test`: how it ended, and what it printed. */
  async test(
    ...args: string[]
  ): Promise<ProcessResult & { readonly passed: number; readonly failed: number }> {
    const finished = await this.run('test', '-no-color', ...args);
    const counts = /(\d+) passed, (\d+) failed/.exec(finished.stdout);
    return { ...finished, passed: Number(counts?.[1] ?? 0), failed: Number(counts?.[2] ?? 0) };
  }

  /** Runs a command to its end, whatever its exit code. */
  run(...args: string[]): Promise<ProcessResult> {
    return new Promise((resolve, reject) => {
      const child = spawn(this.binary, args, {
        cwd: this.cwd,
        env: this.environment(),
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const out: Buffer[] = [];
      const err: Buffer[] = [];
      child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
      child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
      child.on('error', reject);
      child.on('close', (code) =>
        resolve({
          code: code ?? -1,
          stdout: Buffer.concat(out).toString(),
          stderr: Buffer.concat(err).toString(),
        }),
      );
    });
  }

  private async succeed(...args: string[]): Promise<ProcessResult> {
    const finished = await this.run(...args);
    if (finished.code !== 0) throw new TerraformFailure(`${this.binary} ${args[0]}`, finished);
    return finished;
  }

  private environment(): NodeJS.ProcessEnv {
    const inherited: NodeJS.ProcessEnv = {};
    for (const [name, value] of Object.entries(process.env)) {
      // Of the machine's AWS and Terraform settings only where providers come from may reach a test
      if (/^(AWS_|TF_)/.test(name) && !PROVIDERS.includes(name)) continue;
      inherited[name] = value;
    }
    return {
      ...inherited,
      TF_IN_AUTOMATION: '1',
      TF_DATA_DIR: join(this.cwd, '.terraform'),
      CHECKPOINT_DISABLE: '1',
      // Fewer collections: the provider's schema alone is 14 MB of JSON, three times per command
      GOGC: '400',
      ...this.env,
    };
  }
}

/**
 * Environment of a provider that talks to a stand-in of AWS.
 *
 * @param aws where all services answer, or a local AWS with its keys
 * @param account twelve digits: moto takes the access key id for the account. @default - 'test'
 */
export function awsEnvironment(
  aws: string | Pick<LocalAws, 'environment'>,
  account = 'test',
): Record<string, string> {
  const own =
    typeof aws === 'string'
      ? sdkEnvironment(aws, { accessKeyId: account, secretAccessKey: 'test' })
      : aws.environment;
  return {
    ...own,
    AWS_EC2_METADATA_DISABLED: 'true',
    NO_PROXY: [process.env.NO_PROXY, '127.0.0.1', 'localhost'].filter(Boolean).join(),
  };
}

/** Environment of commands that get the AWS provider itself, with the schemas of all services: see narrow-provider.js. */
export const WHOLE_PROVIDER: Readonly<Record<string, string>> = { TF_DISABLE_PLUGIN_TLS: '' };

/** A line of what commands print with -json. https://developer.hashicorp.com/terraform/internals/machine-readable-ui */
interface Event {
  readonly type: string;
  readonly '@level': string;
  readonly '@message': string;
  readonly change?: { readonly action: string; readonly resource: { readonly addr: string } };
  readonly hook?: { readonly action: string; readonly resource: { readonly addr: string } };
}

function readEvents(stdout: string): Event[] {
  return stdout
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Event);
}

function readPlan(json: Record<string, unknown>): Plan {
  const resourceChanges = (json.resource_changes ?? []) as ResourceChange[];
  const planned = (json.planned_values ?? {}) as { outputs?: Record<string, { value?: unknown }> };
  return {
    json,
    resourceChanges,
    changes: resourceChanges.filter(({ change }) => change.actions.some((action) => action !== 'no-op')),
    outputs: valuesOf(planned.outputs ?? {}),
    resource(address) {
      const found = resourceChanges.find((change) => change.address === address);
      if (found) return found;
      throw new Error(
        `no ${address} in the plan; there are: ${resourceChanges.map((r) => r.address).join(', ')}`,
      );
    },
  };
}

function valuesOf(outputs: Record<string, { value?: unknown }>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value]));
}
