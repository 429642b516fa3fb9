import { rmSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { UserError } from '../errors';
import type { Project } from '../project';
import { makeFolder, readText } from '../system';
import { type AwsPlace, placeOptions } from './aws-place';
import { environmentFor } from './aws-target';
import { backendOf, placeIn, settingsIn, textsOf } from './backend-file';
import { dataOf, ENVIRONMENTS, type Environment, environmentNamed, environmentNames } from './environment';
import { markOfTerraform } from './left-behind';
import { type Deployed, deployed } from './state';
import { readStateFile } from './state-file';
import { findTerraform, Terraform } from './terraform';

export interface AwsRootOptions {
  /** Name of the file for what Terraform prints, in the project's `.terragate/aws`. */
  readonly log: string;
  /** Folder for the sockets of providers. @default - that of the machine */
  readonly temporary?: string | undefined;
  /** Gets the id of each Terraform, and `undefined` once it has ended. @default - nobody */
  readonly onProcess?: (pid: number | undefined) => void;
  /** Ends what Terraform does. @default - nothing does */
  readonly signal?: AbortSignal | undefined;
}

/** The root of a project as it is on AWS: Terraform in its folder, with the state of one environment. */
export class AwsRoot {
  /** Variables of Terraform's process, which AWS's SDK is to see too. */
  readonly env: NodeJS.ProcessEnv;
  readonly environment: Environment | undefined;
  readonly terraform: Terraform;

  /** @throws UserError when there is no such environment, or no Terraform */
  constructor(
    readonly project: Project,
    place: AwsPlace,
    { log, temporary, onProcess, signal }: AwsRootOptions,
  ) {
    const command = findTerraform();
    this.environment =
      place.environment === undefined ? undefined : environmentNamed(project, place.environment);
    if (!this.environment) checkStateHasPlace(project, place);
    const file = join(project.state, 'aws', log);
    makeFolder(join(file, '..'));
    rmSync(file, { force: true });
    const { TF_WORKSPACE, ...given } = environmentFor(place);
    this.env = {
      ...given,
      // A workspace is another way to have several states
      ...(this.environment
        ? { TF_DATA_DIR: this.environment.data }
        : TF_WORKSPACE === undefined
          ? {}
          : { TF_WORKSPACE }),
      TF_IN_AUTOMATION: '1',
    };
    this.terraform = new Terraform(command, {
      root: project.root,
      env: this.env,
      log: file,
      mark: markOfTerraform(project.state, 'aws'),
      temporary,
      ...(signal ? { signal } : {}),
      ...(onProcess ? { onProcess } : {}),
    });
  }

  /** Arguments of plan and apply: where the state is, if that is not what the root says. */
  get stateArguments(): readonly string[] {
    return this.stateFile === undefined ? [] : [`-state=${this.stateFile}`];
  }

  /** Arguments of plan: the variables of the environment. */
  get variableArguments(): readonly string[] {
    return this.environment ? [`-var-file=${this.environment.variables}`] : [];
  }

  /**
   * Brings providers, modules and the backend into the folder of Terraform.
   *
   * @param options.anew whether a backend that was there before is forgotten, with the state that it has. @default false
   */
  async init({ anew = false } = {}): Promise<void> {
    if (this.environment) makeFolder(this.environment.data);
    const backend = this.environment?.backend;
    await this.terraform.run([
      'init',
      '-input=false',
      '-no-color',
      // The state is where the file says, also where that was another place before
      ...(anew || backend !== undefined ? ['-reconfigure'] : []),
      ...(backend === undefined ? [] : [`-backend-config=${backend}`]),
    ]);
    if (this.environment) checkRemembered(this.project, this.environment);
  }

  /** The state as it is now. Terraform learns first where it is, if it has not yet. */
  async state(): Promise<Deployed> {
    if (this.stateFile !== undefined) return readStateFile(join(this.project.root, this.stateFile), deployed);
    const pull = async () => deployed(await this.terraform.read(['state', 'pull']));
    if (!this.isStale) {
      try {
        return await pull();
      } catch (error) {
        if (!(error instanceof UserError) || !/\bterraform init\b|\btofu init\b/.test(error.message))
          throw error;
      }
    }
    await this.init();
    return pull();
  }

  /** File of the state of an environment that has no backend, from the root. */
  private get stateFile(): string | undefined {
    return this.environment?.backend === undefined ? this.environment?.state : undefined;
  }

  /** Whether the file of the environment's backend has changed since Terraform read it: Terraform would not notice. */
  private get isStale(): boolean {
    if (this.environment?.backend === undefined) return false;
    const { backend, data } = this.environment;
    return changedAt(join(data, 'terraform.tfstate')) < changedAt(join(this.project.root, backend));
  }
}

/** The file in which Terraform remembers the backend that it was initialized with. */
export function rememberedBackend(project: Project, env: NodeJS.ProcessEnv, environment?: string): string {
  const data = environment === undefined ? env.TF_DATA_DIR || '.terraform' : dataOf(project, environment);
  return resolve(project.root, data, 'terraform.tfstate');
}

/**
 * Refuses a plan on another state than the environment's: Terraform has found a backend in the root that is not known here.
 *
 * @throws UserError where Terraform remembers another backend than the file of the environment says
 */
function checkRemembered(project: Project, { name, data, backend }: Environment): void {
  const { backend: remembered } = JSON.parse(readText(join(data, 'terraform.tfstate')) || '{}') as {
    readonly backend?: { readonly type: string; readonly config?: Readonly<Record<string, unknown>> };
  };
  const type = backend?.split('.').at(-2);
  const wanted = backend === undefined ? {} : settingsIn(readText(join(project.root, backend)) ?? '');
  const { config = {} } = remembered ?? {};
  const others = Object.entries(wanted).filter(
    ([setting, value]) =>
      typeof config[setting] === 'string' && !/[\\$%]/.test(value) && config[setting] !== value,
  );
  if (remembered?.type === type && others.length === 0) return;
  throw new UserError([
    {
      where: backend ?? `${ENVIRONMENTS}/${name}.${remembered?.type}.tfbackend`,
      what: `Terraform keeps the state in a backend that is not that of ${name}`,
      got: remembered ? (placeIn(textsOf(config)) ?? remembered.type) : 'no backend',
      fix:
        backend === undefined
          ? `write the settings that ${name} has in place of those of the root, such as another key`
          : `let the root have a block backend "${type}" {}, and the file its settings`,
    },
  ]);
}

function changedAt(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** @throws UserError where all states of a project are those of environments, and none was named */
export function checkStateHasPlace(project: Project, place: AwsPlace): void {
  const backend = backendOf(project);
  if (!backend?.isOurs || backend.isWhole) return;
  const allowed = environmentNames(project);
  throw new UserError([
    {
      where: '--env',
      what: 'the states of this project are those of its environments, and none is named',
      ...(allowed.length ? { allowed } : {}),
      fix: `give --env NAME; for a deployment without one: terragate backend ${placeOptions(place).text}`,
    },
  ]);
}
