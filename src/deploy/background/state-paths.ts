import { join } from 'node:path';
import type { Project } from '../../project';

/** The instance whose files are looked for. */
interface InstanceLocation {
  readonly id: string;
  /** Whether the local AWS is of this instance, and ends with it. */
  readonly own: boolean;
  /** Endpoint of all services. */
  readonly aws: string;
}

/** The paths of the files that are kept for a project below `.terragate`. */
export class StatePaths {
  readonly local: string;
  readonly session: string;
  /** Folder of Terraform's providers and modules, not of the state: TF_DATA_DIR. */
  readonly terraform: string;

  constructor(readonly project: Project) {
    this.local = join(project.state, 'local');
    this.session = join(this.local, 'session.json');
    this.terraform = join(this.local, 'terraform');
  }

  /** The folder that Terraform runs in: the root by links. */
  get overlay(): string {
    return join(this.local, 'overlay');
  }

  /** Folder of one instance with its state: a local AWS forgets everything at its end. */
  folder(id: string): string {
    return join(this.local, id);
  }

  /** The Terraform state. The state of an endpoint elsewhere outlives the instance, as its resources do. */
  stateFile({ id, own, aws }: InstanceLocation): string {
    const folder = own ? this.folder(id) : join(this.project.state, 'endpoints', aws.replace(/\W+/g, '-'));
    return join(folder, 'terraform.tfstate');
  }

  /** Folder of the app as it runs on this machine. */
  get localPackage(): string {
    return join(this.project.state, 'local-package');
  }

  /** The note on the local package that the local AWS reads. */
  localPackageNote(id: string): string {
    return join(this.folder(id), 'local-packages', 'app.json');
  }

  /** Log of the process in the background. */
  get log(): string {
    return join(this.local, 'background.log');
  }
}
