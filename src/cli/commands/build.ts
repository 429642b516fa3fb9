import { relative, resolve } from 'node:path';
import type { Command } from 'commander';
import { megabytes } from '../../bundle';
import { documentOf, exportDocument, makePackage, writeModules } from '../../deploy';
import { Context, type Outputs, type Shared, shared } from '../context';

interface PackageOptions extends Shared {
  readonly architecture?: string;
  readonly pythonVersion?: string;
  readonly out?: string;
}

/** `openapi`, `synth`, `bundle`, and `build`, which is all three. */
export function addBuild(root: Command, outputs: Outputs): void {
  const openapi = root
    .command('openapi')
    .description("write the app's OpenAPI document")
    .action(async (options: Shared) => {
      const context = new Context(options, outputs);
      context.result(await document(context), []);
    });
  shared(openapi, 'terragate openapi');

  const synth = root
    .command('synth')
    .description('write the Terraform modules')
    .action(async (options: Shared) => {
      const context = new Context(options, outputs);
      context.result(await modules(context), []);
    });
  shared(synth, 'terragate synth');

  const bundle = root
    .command('bundle')
    .description('build the Lambda package')
    .option('--architecture <name>', 'arm64 or x86_64 (default: what the project says)')
    .option('--python-version <version>', 'such as 3.13 (default: what the project says)')
    .option('--out <file>', 'the zip to write (default: those of the project)')
    .action(async (options: PackageOptions) => {
      const context = new Context(options, outputs);
      context.result(await lambda(context, options), []);
    });
  shared(bundle, 'terragate bundle --architecture x86_64 --out lambda.zip');

  const build = root
    .command('build')
    .description('openapi, synth and bundle: all that terraform apply needs')
    .action(async (options: Shared) => {
      const context = new Context(options, outputs);
      const openapi = await document(context);
      const synth = context.project.synth ? await modules(context) : undefined;
      const bundle = await lambda(context, {});
      context.result({ openapi, ...(synth ? { synth } : {}), bundle }, []);
    });
  shared(build, 'terragate build');
}

async function document({ project, report }: Context) {
  const path = documentOf(project);
  const changed = await report.stage('openapi', async (progress) => {
    const value = await exportDocument(project, progress);
    return { value, said: `${shown(path)}, ${value ? 'changed' : 'unchanged'}` };
  });
  return { path, changed };
}

async function modules({ project, report }: Context) {
  return report.stage('synth', async (progress) => {
    await writeModules(project, progress);
    const value = { command: project.synth };
    return { value, said: '' };
  });
}

async function lambda({ project, report }: Context, options: PackageOptions) {
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
    return { value, said: `${shown(path)}, ${megabytes(bytes)}, ${files} files, ${state}` };
  });
}

function shown(path: string): string {
  const inside = relative(process.cwd(), path);
  return inside.startsWith('..') ? path : inside;
}
