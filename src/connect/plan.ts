import { join, relative, sep } from 'node:path';
import { type ClientOptions, clientFiles, clientName, compareClient } from '../client';
import { type Problem, UserError } from '../errors';
import type { ApiModel } from '../openapi';
import { readText } from '../system';
import { compareTree, type TreeChange } from '../system/marked-tree';
import { withProperty } from './json-file';
import { MAIN, withProvider } from './main-file';
import { importOf, nameProblems, outOf } from './out-folder';
import { type Auth, packagesFor } from './packages';
import { type ApiAddress, hasAddress, RUNTIME_CONFIG, runtimeConfigText } from './runtime-config-file';
import { readWebsite, type Website } from './website';
import { OURS, providerOf, websiteFiles } from './website-files';

export interface ConnectOptions extends Pick<ClientOptions, 'name' | 'camelCase' | 'groupByTag'> {
  /** Folder of the website. */
  readonly website: string;
  /** Folder of what is written, from that of the website. */
  readonly out: string;
  readonly api: ApiModel;
  /** Who may call the API. */
  readonly auth: Auth;
  /** Where the API is. */
  readonly address: Omit<ApiAddress, 'name'>;
}

/** A change of a file. */
export interface FileChange {
  /** Path from the folder of the website, with `/` between its parts. */
  readonly path: string;
  readonly kind: TreeChange['kind'];
  /** The text as it is. @default - there is no file */
  readonly before: string | undefined;
  /** The text as it will be. @default - there will be no file */
  readonly after: string | undefined;
}

/** What connects a website to an API. */
export interface ConnectPlan {
  readonly website: Website;
  /** Absolute path of the folder of what is written. */
  readonly out: string;
  /** Name of the client's class. */
  readonly name: string;
  readonly auth: Auth;
  /** All changes of files, in the order in which they are made. */
  readonly changes: readonly FileChange[];
  /** Packages that are new in the website's package.json, with the ranges of their versions. */
  readonly packages: Readonly<Record<string, string>>;
  /** What the user has to do by hand. */
  readonly notes: readonly string[];
  /** The files of `out` by their names: those of the client, and those by which a page has it. */
  readonly files: { readonly client: ReadonlyMap<string, string>; readonly own: ReadonlyMap<string, string> };
}

/**
 * Plans what connects a website to an API. Nothing is written.
 *
 * @throws UserError when the website cannot be connected, or files of others are in the way: all problems at once
 */
export function planConnect(options: ConnectOptions): ConnectPlan {
  const { api, auth, camelCase, groupByTag } = options;
  const website = readWebsite(options.website, auth);
  const out = outOf(website.folder, options.out);
  const name = clientName(api, options.name);
  const problems: Problem[] = [];
  const attempt = <T>(run: () => T, otherwise: T): T => {
    try {
      return run();
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      problems.push(...error.problems);
      return otherwise;
    }
  };
  problems.push(...nameProblems(out, name));
  const files = {
    client: attempt(
      () =>
        clientFiles(api, {
          name,
          tanstack: 'react',
          auth,
          ...(camelCase ? { camelCase } : {}),
          ...(groupByTag ? { groupByTag } : {}),
        }),
      new Map<string, string>(),
    ),
    own: websiteFiles(name, auth),
  };
  const trees = [
    ...attempt(() => treeChanges(website, out, files.client, compareClient(out, files.client)), []),
    ...attempt(() => treeChanges(website, out, files.own, compareTree(out, files.own, OURS)), []),
  ];
  const settings = join(website.folder, RUNTIME_CONFIG);
  const before = readText(settings);
  const address = { ...options.address, name };
  const config = attempt(() => runtimeConfigText(settings, before, address), before ?? '');
  const hasNoAddress = problems.length === 0 && !hasAddress(settings, config, name);
  const packages = newPackages(website, auth);
  const provider = { name: providerOf(name), from: importOf(website.folder, out, providerOf(name)) };
  const main = attempt(() => withProvider(website.main, provider), website.main.text);
  if (problems.length) throw new UserError(problems);
  const changes = [
    ...trees,
    change(RUNTIME_CONFIG, before, config),
    change('package.json', website.packageJson.text, withPackages(website, packages)),
    change(MAIN, website.main.text, main),
  ].filter((one) => one.before !== one.after);
  const url = address.given ?? address.local.url;
  const notes = hasNoAddress ? [`${RUNTIME_CONFIG} is yours: add "apis": { "${name}": "${url}" } to it`] : [];
  return { website, out, name, auth, changes, packages, notes, files };
}

function treeChanges(
  { folder }: Website,
  out: string,
  files: ReadonlyMap<string, string>,
  changes: readonly TreeChange[],
): readonly FileChange[] {
  return changes.map(({ path, kind }) => ({
    path: relative(folder, join(out, path)).split(sep).join('/'),
    kind,
    before: readText(join(out, path)),
    after: files.get(path),
  }));
}

function change(path: string, before: string | undefined, after: string): FileChange {
  return { path, kind: before === undefined ? 'new' : 'changed', before, after };
}

function newPackages({ packageJson }: Website, auth: Auth): Readonly<Record<string, string>> {
  const missing = Object.entries(packagesFor(auth)).filter(
    ([name]) => packageJson.packages[name] === undefined,
  );
  return Object.fromEntries(missing);
}

function withPackages({ packageJson }: Website, packages: Readonly<Record<string, string>>): string {
  return Object.entries(packages).reduce(
    (text, [name, range]) => withProperty(text, ['dependencies'], name, range),
    packageJson.text,
  );
}
