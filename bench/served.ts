import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Instance } from '../src/deploy';
import { SECRET_HEADER } from '../src/local/credentials';
import { CliProject, rootOf } from '../test/support/cli';
import { REPOSITORY } from '../test/support/workspace';
import { measureSuccess, type Usage } from './process';

const NAME = 'bench';

/** The example app as it runs on this machine, in place of its package. */
export interface LocalPackageFolder {
  readonly folder: string;
  /** Path of the interpreter that its packages are for. */
  readonly python: string;
}

/** Where what `terragate up` started can be reached. */
export interface Addresses {
  /** `http://127.0.0.1:8400/`, the local proxy. */
  readonly proxy: string;
  /** The same stage, at the local AWS. */
  readonly gateway: string;
  /** What the local AWS takes invocations of the function at; its live version. */
  readonly invocations: string;
  /** What the local AWS asks for with each request of the two. */
  readonly headers: Readonly<Record<string, string>>;
}

/** A project of its own that the `terragate` command is measured on. What runs of it ends with this process. */
export class Served {
  readonly name = NAME;
  readonly project = new CliProject(NAME, rootOf(NAME, '  architecture = "arm64"\n'));
  private running: number | undefined;

  constructor() {
    process.on('exit', this.end);
  }

  /** Runs a command that has to succeed, and measures it: the whole of it, from its start to its end. */
  async command(...args: readonly string[]): Promise<Usage> {
    const command = [process.execPath, join(REPOSITORY, 'src/cli/terragate.cjs'), ...args];
    try {
      return await measureSuccess(command, { cwd: this.project.workspace.path, env: environment() });
    } finally {
      this.running = this.project.session()?.pid;
    }
  }

  /** What runs now. Throws where nothing does. */
  get instance(): Instance {
    const instance = this.project.session();
    if (!instance) throw new Error('the project does not run');
    return instance;
  }

  get addresses(): Addresses {
    const { aws, credentials, endpoints } = this.instance;
    const [proxy] = endpoints;
    if (!proxy) throw new Error('the project has no local proxy');
    return {
      // Not `localhost`, which is looked up first
      proxy: `http://127.0.0.1:${proxy.port}/`,
      gateway: `${aws}/_aws/execute-api/${proxy.apiId}/${proxy.stage}/`,
      invocations: `${aws}/2015-03-31/functions/${this.name}/invocations?Qualifier=live`,
      headers: credentials ? { [SECRET_HEADER]: credentials.secretAccessKey } : {},
    };
  }

  get localPackage(): LocalPackageFolder {
    const note = this.project.workspace.at('.terragate/local', this.instance.id, 'local-packages/app.json');
    if (!existsSync(note)) throw new Error('the project runs without a local package');
    return JSON.parse(readFileSync(note, 'utf8')) as LocalPackageFolder;
  }

  /** How often processes of the function were started since the local AWS runs. */
  get starts(): number {
    const log = this.project.workspace.at('.terragate/local', this.instance.id, 'logs', `${this.name}.log`);
    return existsSync(log) ? (readFileSync(log, 'utf8').match(/^INIT_START/gm)?.length ?? 0) : 0;
  }

  /** Ends what runs, and removes the project. */
  async remove(): Promise<void> {
    if (this.project.session()) await this.command('down');
    this.end();
    process.removeListener('exit', this.end);
    this.project.workspace.remove();
  }

  private readonly end = () => {
    if (this.running === undefined) return;
    try {
      process.kill(this.running, 'SIGTERM');
    } catch {
      // it has ended
    }
    this.running = undefined;
  };
}

/** This process's variables, without what would lead a command elsewhere. */
export function environment(): NodeJS.ProcessEnv {
  const { AWS_ENDPOINT_URL, TERRAGATE_TERRAFORM, ...rest } = process.env;
  return { ...rest, NO_COLOR: '1' };
}
