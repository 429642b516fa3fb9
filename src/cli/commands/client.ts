import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import type { ClientOptions } from '../../client';
import { type ApiSource, apiSource } from '../api-source';
import { authOption } from '../auth-option';
import { type Outputs, type Shared, shared } from '../context';
import { onInterrupt } from '../interrupt';
import { StrictCommand } from '../strict-command';

interface Options extends Shared {
  readonly out: string;
  readonly document?: string;
  readonly name?: string;
  readonly check?: boolean;
  readonly watch?: boolean;
  readonly camelCase?: boolean;
  readonly groupByTag?: boolean;
  readonly tanstack?: ClientOptions['tanstack'];
  readonly auth?: ClientOptions['auth'];
  readonly importExtension?: ClientOptions['importExtension'];
}

export function addClient(root: Command, outputs: Outputs): void {
  const command = root
    .command('client')
    .description('write a typed TypeScript client of the app')
    .requiredOption('-o, --out <folder>', 'folder of the client')
    .option('--document <file>', "an OpenAPI document, in place of the project's app")
    .option('--name <name>', "what the class is called after (default: the project's API, or the title)")
    .option('--check', 'write nothing, and fail where something would be written')
    .option('-w, --watch', 'write the client again with each saved change of the API, until Ctrl-C')
    .option('--camel-case', 'names of properties in camel case, whatever the app calls them')
    .option('--group-by-tag', 'a member of the client for each tag')
    .addOption(
      new Option('--tanstack [library]', 'options for TanStack Query: react, vue, solid, svelte or core')
        .choices(['react', 'vue', 'solid', 'svelte', 'core'])
        .preset('react'),
    )
    .addOption(authOption('None'))
    .addOption(
      new Option('--import-extension <ending>', 'of files that import each other (default: none)').choices([
        'none',
        'js',
        'ts',
      ]),
    )
    .action((options: Options) => run(options, outputs));
  if (command instanceof StrictCommand)
    command.checkValues(async ({ check, watch }) =>
      check && watch
        ? [
            {
              where: '--check',
              what: '--check writes nothing, and --watch writes with each change',
              fix: 'give one of the two',
            },
          ]
        : [],
    );
  shared(command, 'terragate client --out ../web/src/api --tanstack');
}

async function run(given: Options, outputs: Outputs): Promise<void> {
  const options = await asConnected(given);
  const source = await apiSource(options, outputs, [options.out]);
  const done = await write(options, source);
  source.printer.result(done, []);
  if (!options.watch) return;
  const { eachSave } = await import('../saves');
  const interrupt = onInterrupt();
  try {
    await eachSave({
      paths: source.paths,
      ignores: source.ignores,
      signal: interrupt.signal,
      ready: () => source.printer.note('watching: Ctrl-C ends it'),
      run: async () => {
        await write(options, source);
      },
      failed: (error) => outputs.err.line(error.message),
    });
  } finally {
    interrupt.forget();
  }
}

/** Options that keep what a website has that is connected: its other files import that. */
async function asConnected(options: Options): Promise<Options> {
  const { out, tanstack, auth } = options;
  if (!existsSync(join(out, 'useConnection.ts'))) return options;
  const { connectedAuth } = await import('../../connect');
  const known = connectedAuth(out, '.');
  return known === undefined ? options : { ...options, tanstack: tanstack ?? 'react', auth: auth ?? known };
}

/** Writes the client once, or compares it. */
async function write(options: Options, source: ApiSource) {
  const { checkClient, clientFiles, writeClient } = await import('../../client');
  const { readApiFile } = await import('../../openapi');
  const {
    out,
    check = false,
    name = source.name,
    camelCase,
    groupByTag,
    tanstack,
    auth,
    importExtension,
  } = options;
  const command = check ? await again(options) : undefined;
  return source.report.stage('client', (progress) =>
    source.document(progress, !check, (path) => {
      const api = readApiFile(path);
      for (const { where, what } of api.warnings) progress(`${where}: ${what}`);
      const files = clientFiles(api, {
        ...(name === undefined ? {} : { name }),
        ...(camelCase ? { camelCase } : {}),
        ...(groupByTag ? { groupByTag } : {}),
        ...(tanstack === undefined ? {} : { tanstack }),
        ...(auth === undefined ? {} : { auth }),
        ...(importExtension === undefined ? {} : { importExtension }),
      });
      const folder = resolve(out);
      const value = { out: folder, operations: api.operations.length, files: [...files.keys()] };
      if (command !== undefined) {
        checkClient(folder, files, command);
        return { value: { ...value, changed: [] as string[] }, summary: 'up to date' };
      }
      const changed = writeClient(folder, files).map((change) => change.path);
      const summary = `${out}: ${value.operations} operations, ${changed.length || 'no'} files changed`;
      return { value: { ...value, changed }, summary };
    }),
  );
}

/** The command that writes what `--check` compares. */
async function again(options: Options): Promise<string> {
  const { shell } = await import('../../language');
  const { out, document, name, camelCase, groupByTag, tanstack, auth, importExtension } = options;
  const valued = { out, document, name, tanstack, auth, 'import-extension': importExtension };
  const words = Object.entries(valued).flatMap(([flag, value]) =>
    value === undefined ? [] : [`--${flag} ${shell`${value}`.text}`],
  );
  if (camelCase) words.push('--camel-case');
  if (groupByTag) words.push('--group-by-tag');
  return `npx terragate client ${words.join(' ')}`;
}
