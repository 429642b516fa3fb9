/**
 * Makes ready what `terraform apply` needs: the Python environment, openapi.json, the Lambda package, the modules.
 *
 * Run by `npm start` (all of it), `npm run openapi` and `npm run bundle` (one stage).
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { buildPackage, ensureVenv, exportOpenApi, type LambdaPackage, megabytes } from '../bundle';
import { writeWhole } from '../bundle/files';
import { type Run, run } from '../bundle/run';
import { nearest, UserError } from '../errors';
import { type Output, outputTo, runStages, type Stage } from './progress';

const APP = 'examples/fastapi-app';
/** The modules whose function runs the example application. */
const ZIPS = ['modules/my-api/lambda.zip', 'modules/my-http-api/lambda.zip'];

const COMMANDS = ['openapi', 'bundle'];

const USAGE = `Makes ready what \`terraform apply\` needs.

  npm start                 Python environment, openapi.json, Lambda package, Terraform modules
  npm run openapi           only ${APP}/openapi.json
  npm run bundle            only the Lambda package

  npm run bundle -- [--architecture arm64|x86_64] [--python-version 3.13] [--out lambda.zip]

Example: a package for this machine and not for the modules:
  npm run bundle -- --architecture x86_64 --python-version 3.12 --out /tmp/lambda.zip`;

/** What it works with; replaced in tests. */
export interface Surroundings {
  /** The repository. @default - the one that this file is in */
  readonly root?: string;
  /** @default - standard output */
  readonly out?: Output;
  /** @default - standard error */
  readonly err?: Output;
  /** @default - the real one */
  readonly run?: Run;
}

/** Wrong usage: exit code 2. */
class UsageError extends Error {}

/**
 * Runs the command.
 *
 * @param args the words after the program's name
 * @returns the exit code: 0 done, 1 the user's mistake or a failed step, 2 wrong usage
 */
export async function prepare(args: readonly string[], surroundings: Surroundings = {}): Promise<number> {
  const { out = outputTo(process.stdout), err = outputTo(process.stderr) } = surroundings;
  try {
    const usage = parsed(args);
    if (usage.help) {
      out.line(USAGE);
      return 0;
    }
    const work = new Preparation(
      surroundings.root ?? resolve(__dirname, '../..'),
      surroundings.run ?? run,
      out,
    );
    if (usage.command === 'openapi') await work.onlyOpenApi();
    else if (usage.command === 'bundle') await work.onlyPackage(usage);
    else await work.everything();
    return 0;
  } catch (error) {
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    const debug = Boolean(process.env.TERRAGATE_DEBUG);
    if (error instanceof UsageError) err.line(`${message}\n\n${USAGE}`);
    else if (debug) err.line(stack);
    else if (error instanceof UserError) err.line(message);
    else err.line(`This should not have happened: ${message}\nTERRAGATE_DEBUG=1 shows where.`);
    return error instanceof UsageError ? 2 : 1;
  }
}

interface Usage {
  readonly command: string | undefined;
  readonly help: boolean;
  readonly architecture: string | undefined;
  readonly pythonVersion: string | undefined;
  readonly outFile: string | undefined;
}

function parsed(args: readonly string[]): Usage {
  const options = {
    help: { type: 'boolean', short: 'h', default: false },
    architecture: { type: 'string' },
    'python-version': { type: 'string' },
    out: { type: 'string' },
  } as const;
  let found: ReturnType<typeof parseArgs<{ options: typeof options; allowPositionals: true }>>;
  try {
    found = parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
  const { positionals, values } = found;
  const [command, extra] = positionals;
  if (command !== undefined && !COMMANDS.includes(command)) {
    const near = nearest(command, COMMANDS);
    throw new UsageError(`There is no command "${command}"${near ? `: did you mean "${near}"?` : ''}`);
  }
  if (extra !== undefined) throw new UsageError(`"${extra}" is one word too many`);
  const usage = {
    command,
    help: values.help === true,
    architecture: values.architecture,
    pythonVersion: values['python-version'],
    outFile: values.out,
  };
  if (command !== 'bundle' && (usage.architecture ?? usage.pythonVersion ?? usage.outFile) !== undefined) {
    throw new UsageError('--architecture, --python-version and --out belong to the command "bundle"');
  }
  return usage;
}

/** One run: the stages, and what they wrote. */
class Preparation {
  private readonly app: string;
  private readonly written: [string, string][] = [];

  constructor(
    private readonly root: string,
    private readonly run: Run,
    private readonly out: Output,
  ) {
    this.app = join(root, APP);
    if (!existsSync(this.app)) {
      throw new UserError([
        {
          where: this.app,
          what: 'there is no such folder',
          fix: 'run it in a complete checkout of the repository',
        },
      ]);
    }
  }

  async everything(): Promise<void> {
    await runStages([this.environment(), this.openApi(), this.package({}), this.modules()], this.out);
    this.summary();
    this.out.line('Next:');
    for (const command of ['init', 'apply'])
      this.out.line(`  terraform -chdir=examples/terraform ${command}`);
  }

  async onlyOpenApi(): Promise<void> {
    await runStages([this.openApi()], this.out);
    this.summary();
  }

  async onlyPackage(usage: Partial<Usage>): Promise<void> {
    await runStages([this.package(usage)], this.out);
    this.summary();
  }

  private environment(): Stage {
    return {
      title: `Python environment of ${APP}`,
      run: async (progress) => {
        const { python, reused } = await ensureVenv(this.app, { progress, run: this.run });
        return `${this.short(python)}, ${reused ? 'unchanged' : 'new'}`;
      },
    };
  }

  private openApi(): Stage {
    const file = join(this.app, 'openapi.json');
    const content = () => (existsSync(file) ? readFileSync(file, 'utf8') : undefined);
    return {
      title: `OpenAPI document of ${APP}`,
      run: async (progress) => {
        const { python } = await ensureVenv(this.app, { progress, run: this.run });
        const before = content();
        await exportOpenApi(this.app, { out: file, python, run: this.run });
        const change = before === undefined ? 'new' : before === content() ? 'unchanged' : 'changed';
        this.written.push([this.short(file), change]);
        return `openapi.json, ${change}`;
      },
    };
  }

  private package({ architecture, pythonVersion, outFile }: Partial<Usage>): Stage {
    return {
      title: `Lambda package of ${APP}`,
      run: async (progress) => {
        const [first = '', ...copies] =
          outFile === undefined ? ZIPS.map((zip) => join(this.root, zip)) : [resolve(outFile)];
        const built = await buildPackage(this.app, {
          ...(architecture === undefined ? {} : { architecture }),
          ...(pythonVersion === undefined ? {} : { pythonVersion }),
          outFile: first,
          progress,
          run: this.run,
        });
        const text = `${megabytes(built.bytes)}, ${built.files} files, ${built.reused ? 'unchanged' : 'new'}`;
        this.written.push([this.short(first), text]);
        for (const copy of copies) {
          copied(built, copy);
          this.written.push([this.short(copy), 'the same']);
        }
        return text;
      },
    };
  }

  private modules(): Stage {
    return {
      title: 'Terraform modules',
      run: async (progress) => {
        const main = join(this.root, 'src', 'main.ts');
        if (!existsSync(main)) {
          throw new UserError([
            {
              where: main,
              what: 'there is no such file, and it writes the modules',
              fix: 'restore it with git',
            },
          ]);
        }
        const done = await this.run(process.execPath, ['--import', 'tsx', main], {
          cwd: this.root,
          onLine: progress,
        });
        if (done.code !== 0) {
          throw new UserError([
            {
              where: this.short(main),
              what: `it ended with exit code ${done.code}`,
              fix: 'see the lines above; npm run synth runs it alone',
            },
          ]);
        }
        const folders = readdirSync(join(this.root, 'modules'), { withFileTypes: true });
        const names = folders.filter((entry) => entry.isDirectory()).map(({ name }) => name);
        this.written.push(['modules/', names.join(', ')]);
        return `${names.length} modules`;
      },
    };
  }

  private summary(): void {
    const width = Math.max(...this.written.map(([path]) => path.length));
    this.out.line();
    this.out.line('Written:');
    for (const [path, text] of this.written) this.out.line(`  ${path.padEnd(width)}  ${text}`);
    this.out.line();
  }

  private short(path: string): string {
    const inside = relative(this.root, path);
    return inside.startsWith('..') ? path : inside;
  }
}

function copied(built: LambdaPackage, path: string): void {
  const bytes = readFileSync(built.path);
  if (!existsSync(path) || !bytes.equals(readFileSync(path))) writeWhole(path, bytes);
}

if (require.main === module) {
  void prepare(process.argv.slice(2)).then((code) => {
    process.exitCode = code;
  });
}
