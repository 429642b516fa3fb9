import { basename, relative, resolve } from 'node:path';
import type { Command } from 'commander';
import type { Problem } from '../../errors';
import { Context, type Outputs, type Shared, shared } from '../context';
import { StrictCommand } from '../strict-command';

interface PackageOptions extends Shared {
  readonly architecture?: string;
  readonly pythonVersion?: string;
  readonly out?: string;
}

interface SynthOptions extends Shared {
  readonly check?: boolean;
}

/** Adds `openapi`, `synth`, `bundle`, and `build`, which does all three. */
export function addBuild(root: Command, outputs: Outputs): void {
  const openapi = root
    .command('openapi')
    .description("write the app's OpenAPI document, unless the project keeps one of its own")
    .action(async (options: Shared) => {
      const context = await Context.open(options, outputs);
      context.result(await document(context), []);
    });
  shared(openapi, 'terragate openapi');

  const synth = root
    .command('synth')
    .description("write the Terraform modules for the app's routes as they are")
    .option('--check', 'write nothing, and fail where something would be written')
    .action(async (options: SynthOptions) => {
      const context = await Context.open(options, outputs);
      context.result(await modules(context, { check: options.check === true }), []);
    });
  shared(synth, 'terragate synth');

  const bundle = root
    .command('bundle')
    .description('build the Lambda package')
    .option('--architecture <name>', 'arm64 or x86_64 (default: what the project says)')
    .option('--python-version <version>', 'such as 3.13 (default: what the project says)')
    .option('--out <file>', 'the zip to write (default: those of the project)')
    .action(async (options: PackageOptions) => {
      const context = await Context.open(options, outputs);
      context.result(await lambda(context, options), []);
    });
  shared(bundle, 'terragate bundle --architecture x86_64 --out lambda.zip');
  if (bundle instanceof StrictCommand) bundle.checkValues(targetProblems);

  const build = root
    .command('build')
    .description('openapi, synth and bundle: all that terraform apply needs')
    .action(async (options: Shared) => {
      const context = await Context.open(options, outputs);
      const openapi = await document(context);
      const { project } = context;
      const synth = project.modules || project.synth ? await modules(context, { exported: true }) : undefined;
      const bundle = await lambda(context, {});
      context.result({ openapi, ...(synth ? { synth } : {}), bundle }, []);
    });
  shared(build, 'terragate build');
}

/** The problems of the target of a package. */
async function targetProblems({ architecture, pythonVersion }: PackageOptions): Promise<readonly Problem[]> {
  const { targetProblems: problemsOf } = await import('../../bundle');
  return problemsOf({ '--architecture': architecture, '--python-version': pythonVersion });
}

async function document({ project, report }: Context) {
  const { documentOf } = await import('../../project');
  const { exportDocument } = await import('../../deploy');
  const path = documentOf(project);
  const changed = await report.stage('openapi', async (progress) => {
    const value = await exportDocument(project, progress);
    const own = `a file of the project's own ("openapi" in ${basename(project.settings)}): not made from the app`;
    const state = project.openapi === undefined ? (value ? 'changed' : 'unchanged') : own;
    return { value, summary: `${shown(path)}, ${state}` };
  });
  return { path, changed, exported: project.openapi === undefined };
}

async function modules({ project, report }: Context, { check = false, exported = false }) {
  const { synthProject, writeModules } = await import('../../deploy');
  return report.stage('synth', async (progress) => {
    const { summary, ...value } = exported
      ? await writeModules(project, progress)
      : await synthProject(project, progress, { check });
    return { value, summary };
  });
}

async function lambda({ project, report }: Context, options: PackageOptions) {
  const { megabytes } = await import('../../bundle');
  const { makePackage } = await import('../../deploy');
  return report.stage('bundle', async (progress) => {
    const { architecture, pythonVersion, out } = options;
    const made = await makePackage(
      project,
      {
        ...(architecture === undefined ? {} : { architecture }),
        ...(pythonVersion === undefined ? {} : { pythonVersion }),
        ...(out === undefined ? {} : { out: resolve(out) }),
      },
      progress,
    );
    const { path, bytes, files, sha256Base64, reused } = made;
    const value = { path, bytes, files, sha256Base64, changed: !reused };
    const state = reused ? 'unchanged' : 'new';
    return { value, summary: `${shown(path)}, ${megabytes(bytes)}, ${files} files, ${state}` };
  });
}

function shown(path: string): string {
  const inside = relative(process.cwd(), path);
  return inside.startsWith('..') ? path : inside;
}
