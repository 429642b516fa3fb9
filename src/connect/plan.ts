import { join } from 'node:path';
import { type ClientOptions, clientFiles, clientName, compareClient } from '../client';
import { type Problem, UserError } from '../errors';
import type { ApiModel } from '../openapi';
import { readText } from '../system';
import { compareTree, type TreeChange } from '../system/marked-tree';
import { type TextChange, treeTexts } from '../system/text-changes';
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

/** A change of a file, by its path from the folder of the website. */
export interface FileChange extends TextChange {
  readonly kind: TreeChange['kind'];
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
    ...attempt(() => treeTexts(website.folder, out, files.client, compareClient(out, files.client)), []),
    ...attempt(() => treeTexts(website.folder, out, files.own, compareTree(out, files.own, OURS)), []),
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
    { path: RUNTIME_CONFIG, before, after: config },
    { path: 'package.json', before: website.packageJson.text, after: withPackages(website, packages) },
    { path: MAIN, before: website.main.text, after: main },
  ]
    .filter((one) => one.before !== one.after)
    .map(withKind);
  const url = address.given ?? address.local.url;
  const notes = hasNoAddress ? [`${RUNTIME_CONFIG} is yours: add "apis": { "${name}": "${url}" } to it`] : [];
  return { website, out, name, auth, changes, packages, notes, files };
}

function withKind(change: TextChange): FileChange {
  const { before, after } = change;
  return { ...change, kind: before === undefined ? 'new' : after === undefined ? 'gone' : 'changed' };
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
