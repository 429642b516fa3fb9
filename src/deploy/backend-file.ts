import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Hcl, hcl, hclArguments } from '../hcl';
import type { Project } from '../project';

/** First line of the files that say where a state is. */
export const BACKEND_MARKER = '# Written by terragate backend, which writes it again: changes are lost.';
const MARKER = hcl.raw(BACKEND_MARKER);

/** Where a state is in S3. */
export interface S3Settings {
  readonly bucket: string;
  readonly key: string;
  readonly region: string;
  /** What keeps two commands from changing the state at the same time: a file beside it, or a table of DynamoDB. */
  readonly lock: { readonly table: string } | 'file';
  /** Whether another endpoint stands for AWS. */
  readonly isEmulated: boolean;
}

/**
 * The block of a root whose state is in S3.
 *
 * @param settings @default - those of an environment, which come with each init
 */
export function backendText(settings?: S3Settings): string {
  const inside = settings
    ? hcl`{\n${lines(settings, 4)}\n  }`
    : hcl`{} # by -backend-config=envs/NAME.s3.tfbackend`;
  return hcl`${MARKER}
terraform {
  backend "s3" ${inside}
}
`.text;
}

/** The file of settings for the backend of an environment. */
export function settingsText(settings: S3Settings): string {
  return hcl`${MARKER}\n${lines(settings, 0)}\n`.text;
}

function lines({ bucket, key, region, lock, isEmulated }: S3Settings, indent: number): Hcl {
  const values: readonly (readonly [string, Hcl])[] = [
    ['bucket', hcl`${bucket}`],
    ['key', hcl`${key}`],
    ['region', hcl`${region}`],
    ['encrypt', hcl`true`],
    lock === 'file' ? ['use_lockfile', hcl`true`] : ['dynamodb_table', hcl`${lock.table}`],
    ...(isEmulated ? [['use_path_style', hcl`true`] as const] : []),
  ];
  return hclArguments(values, indent);
}

/** The place in S3 that a file of settings or a block names; undefined for one that names none. */
export function placeIn(text: string): string | undefined {
  const value = (name: string) => new RegExp(`^\\s*${name}\\s*=\\s*"([^"]*)"`, 'm').exec(text)?.[1];
  const [bucket, key] = [value('bucket'), value('key')];
  return bucket === undefined ? undefined : `s3://${bucket}/${key ?? ''}`;
}

/** The place where a root says where its state is. */
export interface RootBackend {
  /** The file, from the root. */
  readonly file: string;
  /** Type of the backend. @example 's3' */
  readonly type: string;
  /** Whether `terragate backend` wrote the file. */
  readonly isOurs: boolean;
  /** Whether the file says all that is needed without an environment. */
  readonly isWhole: boolean;
}

/** The backend of a project's root; undefined where the state is a file beside it. */
export function backendOf({ root }: Project): RootBackend | undefined {
  const names = statSync(root, { throwIfNoEntry: false })?.isDirectory() ? readdirSync(root) : [];
  for (const file of names.filter((name) => /\.(?:tf|tofu)$/.test(name)).sort()) {
    const text = readFileSync(join(root, file), 'utf8');
    const found = /^\s*(?:backend\s+"(\w+)"|(cloud))\s*\{/m.exec(text);
    if (!found) continue;
    return {
      file,
      type: found[1] ?? 'cloud',
      isOurs: text.startsWith(BACKEND_MARKER),
      isWhole: /^\s*bucket\s*=/m.test(text),
    };
  }
  return undefined;
}
