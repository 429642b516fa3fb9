import { appendFileSync, cpSync, existsSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { CommandLine } from './cli';
import { REPOSITORY, type Workspace } from './workspace';

/** What `new` and `add` print as JSON. */
export interface MadeAsJson {
  readonly folder: string;
  readonly files: readonly string[];
  readonly dryRun?: boolean;
}

/** A route that a new project does not have, as its `main.py` has it. */
const ROUTE = `

@app.get("/pets/{pet_id}")
async def get_pet(pet_id: int) -> dict[str, int]:
    """A pet by its number."""
    return {"pet_id": pet_id}
`;

/** A project that `terragate new` makes, in a folder of its own. */
export class GeneratedProject extends CommandLine {
  private readonly above: CommandLine;

  constructor(
    workspace: Workspace,
    readonly name: string,
    private readonly flags: readonly string[],
  ) {
    const parent = workspace.at(`of-${name}`);
    mkdirSync(parent);
    super(join(parent, name));
    this.above = new CommandLine(parent);
  }

  /** Runs `terragate new`. */
  make(...more: string[]): Promise<MadeAsJson> {
    return this.above.json<MadeAsJson>('new', this.name, ...this.flags, '--yes', ...more);
  }

  /** Takes over what another project has installed and downloaded: the packages of both have to be the same. */
  takePackages(of: GeneratedProject): void {
    for (const cache of ['wheels', 'native']) {
      const from = join(of.folder, '.terragate', cache);
      if (existsSync(from)) cpSync(from, join(this.folder, '.terragate', cache), { recursive: true });
    }
    symlinkSync(join(of.folder, '.venv'), join(this.folder, '.venv'));
  }

  /** What `npm install` does in the folder of a stack, with the packages of this checkout. */
  installStack(): void {
    const to = join(this.folder, 'infra/node_modules');
    mkdirSync(to);
    const from = join(REPOSITORY, 'node_modules');
    for (const name of readdirSync(from)) symlinkSync(join(from, name), join(to, name));
    symlinkSync(REPOSITORY, join(to, 'terragate'));
  }

  /** Adds the operation `get_pet`. */
  addRoute(): void {
    appendFileSync(join(this.folder, this.name, 'main.py'), ROUTE);
  }
}
