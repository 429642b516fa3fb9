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
    ? hcl`{\n${backendArguments(settings, 4)}\n  }`
    : hcl`{} # by -backend-config=envs/NAME.s3.tfbackend`;
  return hcl`${MARKER}
terraform {
  backend "s3" ${inside}
}
`.text;
}

/** The file of settings for the backend of an environment. */
export function settingsText(settings: S3Settings): string {
  return hcl`${MARKER}\n${backendArguments(settings, 0)}\n`.text;
}

/** Arguments of the backend, of which some stand in the block of a root and some in a file. */
export function backendArguments({ bucket, key, region, lock, isEmulated }: S3Settings, indent: number): Hcl {
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

/** Settings of a backend that are texts, by their names. */
export type Settings = Readonly<Record<string, string>>;

/** The settings that are texts of a file of settings, or of a block. */
export function settingsIn(text: string): Settings {
  return Object.fromEntries(
    [...text.matchAll(/^\s*(\w+)\s*=\s*"((?:[^"\\]|\\.)*)"/gm)].map(([, name, value]) => [name, value]),
  );
}

/** The place in S3 that settings name; undefined for those that name none. */
export function placeIn({ bucket, key }: Settings): string | undefined {
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
  /** The settings that stand in the block. */
  readonly settings: Settings;
}

/** The backend of a project's root; undefined where the state is a file beside it. */
export function backendOf({ root }: Project): RootBackend | undefined {
  const names = statSync(root, { throwIfNoEntry: false })?.isDirectory() ? readdirSync(root) : [];
  for (const file of names.filter((name) => /\.(?:tf|tofu)(?:\.json)?$/.test(name)).sort()) {
    const text = readFileSync(join(root, file), 'utf8');
    const found = file.endsWith('.json') ? blockInJson(text) : blockIn(text);
    if (!found) continue;
    return {
      file,
      ...found,
      isOurs: text.startsWith(BACKEND_MARKER),
      isWhole: found.settings.bucket !== undefined,
    };
  }
  return undefined;
}

type Block = Pick<RootBackend, 'type' | 'settings'>;

function blockIn(text: string): Block | undefined {
  const found = /^\s*(?:backend\s+"(\w+)"|(cloud))\s*\{/m.exec(text);
  if (!found) return undefined;
  const inside = text.slice(found.index + found[0].length);
  // The block ends at a brace of its own: on its line, or at the start of a later one
  const end = /^[^\n]*\}|\n\s*\}/.exec(inside);
  return { type: found[1] ?? 'cloud', settings: settingsIn(inside.slice(0, end?.index ?? inside.length)) };
}

/**
 * The block in a file of JSON, where each of its levels may stand in a list.
 *
 * @see https://developer.hashicorp.com/terraform/language/syntax/json#nested-block-mapping
 */
function blockInJson(text: string): Block | undefined {
  let file: unknown;
  try {
    file = JSON.parse(text);
  } catch {
    // Terraform says what is wrong with it
    return undefined;
  }
  for (const block of objectsIn(membersOf(file).terraform)) {
    for (const backend of objectsIn(block.backend))
      for (const [type, inside] of Object.entries(backend))
        return { type, settings: textsOf(objectsIn(inside)[0] ?? {}) };
    const [cloud] = objectsIn(block.cloud);
    if (cloud) return { type: 'cloud', settings: textsOf(cloud) };
  }
  return undefined;
}

type Members = Readonly<Record<string, unknown>>;

function membersOf(value: unknown): Members {
  return typeof value === 'object' && value !== null ? (value as Members) : {};
}

function objectsIn(value: unknown): readonly Members[] {
  return value === undefined ? [] : [value].flat().map(membersOf);
}

/** Those of settings that are texts. */
export function textsOf(members: Members): Settings {
  return Object.fromEntries(
    Object.entries(members).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}
