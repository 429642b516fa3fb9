import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { changesOf } from '../local/changes';
import type { Project } from '../project';
import { readJson, readText, sha256, writeFileAtomic } from '../system';
import type { Instance } from './background/instance';
import { type TerraformPlace, terraformInputs } from './terraform-inputs';

/** The things that an apply depends on, as they were before it looked at them. */
export interface Before {
  /** Hash of what Terraform reads. */
  readonly inputs: string;
  /** Number of requests that may have changed something in the local AWS. */
  readonly changes: number;
}

/** Note on an apply: what it depended on, and the hash of the state after it. */
interface Note extends Before {
  readonly state: string;
}

/**
 * The memory of the last apply to a local AWS. While what it depended on and its state are the same, and nobody has
 * changed anything in the local AWS, another one would find nothing to do.
 */
export class Applied {
  private readonly file: string;

  /** @param state path of the state, which goes with the local AWS */
  constructor(
    private readonly project: Project,
    private readonly instance: Instance,
    private readonly place: TerraformPlace,
    private readonly state: string,
  ) {
    this.file = join(dirname(state), 'applied.json');
  }

  /** What an apply would depend on now; undefined where that cannot be known. */
  async before(): Promise<Before | undefined> {
    const { own, aws, credentials } = this.instance;
    if (!own || !credentials) return undefined;
    const changes = await changesOf(aws, credentials);
    const inputs = terraformInputs(this.project, this.place);
    return changes === undefined || inputs === undefined ? undefined : { inputs, changes };
  }

  /** Whether the last apply depended on the same, and its result is as it left it. */
  isFrom(before: Before | undefined): boolean {
    const noted = readJson(this.file) as Note | undefined;
    return (
      before !== undefined &&
      noted?.inputs === before.inputs &&
      noted.changes === before.changes &&
      noted.state === this.stateKey
    );
  }

  /** Forgets the last apply: another one begins. */
  forget(): void {
    rmSync(this.file, { force: true });
  }

  /** Notes an apply that is over. */
  note(before: Before | undefined): void {
    if (before)
      writeFileAtomic(this.file, JSON.stringify({ ...before, state: this.stateKey } satisfies Note));
  }

  private get stateKey(): string {
    return sha256(readText(this.state) ?? '');
  }
}
