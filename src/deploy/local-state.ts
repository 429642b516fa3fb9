import { randomUUID } from 'node:crypto';
import { existsSync, renameSync, rmSync } from 'node:fs';
import { relative } from 'node:path';
import { UserError } from '../errors';
import { readText, writeFileAtomic } from '../system';
import type { AwsRoot } from './aws-root';

/** The state of a root on this machine, on its way into a backend. */
export class LocalState {
  /** File that the state has once it is in the backend. */
  readonly moved: string;
  /** The state; empty where there is none to move. */
  readonly text: string;
  /** The file that it is in. */
  private readonly source: string;

  /**
   * @param file of the state, as Terraform has it
   * @param remote the state that the backend has; undefined where it has none
   * @throws UserError where a state would be put over that of an earlier move
   */
  constructor(
    readonly file: string,
    private readonly remote: string | undefined,
  ) {
    this.moved = `${file}.moved`;
    const [here, before] = [file, this.moved].map((path) => readText(path)?.trim() ?? '') as [string, string];
    if (here && existsSync(this.moved)) throw this.bothThere();
    // A move that was broken off has put the state aside, and not yet brought it there
    const isBrokenOff = !here && before !== '' && remote === undefined;
    this.source = isBrokenOff ? this.moved : file;
    this.text = isBrokenOff ? before : here;
  }

  /** Whether the backend has this very state, by the id that a state keeps for life: a move was broken off behind it. */
  get isThere(): boolean {
    const id = lineageOf(this.text);
    return id !== undefined && this.remote !== undefined && lineageOf(this.remote) === id;
  }

  /**
   * Brings the state into the backend. Where there is none at either place, an empty one goes there: another project of
   * the same name is refused by it.
   *
   * @throws whatever ends it; the file is where it was then
   */
  async push(root: AwsRoot): Promise<void> {
    const isNew = !this.text && this.remote === undefined;
    if (isNew) writeFileAtomic(this.file, emptyState(), 0o600);
    const has = this.text !== '' || isNew;
    const isAside = has && this.source === this.file;
    // Beside the root it would be in the way: init asks what to do with it
    if (isAside) renameSync(this.file, this.moved);
    try {
      await root.init({ anew: true });
      if (has) await root.terraform.run(['state', 'push', this.moved]);
    } catch (error) {
      if (isAside) renameSync(this.moved, this.file);
      throw error;
    }
    if (isNew) rmSync(this.moved);
  }

  private bothThere(): UserError {
    const { file, moved } = this;
    return new UserError([
      {
        where: relative(process.cwd(), moved),
        what: `the state of an earlier move is there, and ${relative(process.cwd(), file)} would be put over it`,
        fix: 'look which of the two is in use (terraform show FILE), and put the other one into another folder',
      },
    ]);
  }
}

/** The id of a state; undefined for a text that has none. */
function lineageOf(text: string): unknown {
  try {
    return (JSON.parse(text) as { readonly lineage?: unknown }).lineage;
  } catch {
    return undefined;
  }
}

function emptyState(): string {
  const state = {
    version: 4,
    terraform_version: '1.0.0',
    serial: 1,
    lineage: randomUUID(),
    outputs: {},
    resources: [],
  };
  return `${JSON.stringify(state, undefined, 2)}\n`;
}
