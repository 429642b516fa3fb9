import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { UserError } from '../errors';
import { shell } from '../language';
import type { Project } from '../project';
import { diskFull, MAKE_ROOM, quoted, readJson, run } from '../system';

/** The settings that are read from a cdktf.json. @see https://developer.hashicorp.com/terraform/cdktf/create-and-deploy/configuration-file */
interface CdktfJson {
  readonly app?: unknown;
  readonly context?: unknown;
}

/**
 * Makes the root of a CDKTF project: runs the command of its cdktf.json, as `cdktf synth` does it. Nothing is done for
 * a project whose root is written by hand.
 *
 * @throws UserError when it has no cdktf.json with a command, its packages are not installed, the command fails, or it
 *   makes no stack of that name
 */
export async function synthesize(project: Project, progress: (line: string) => void): Promise<void> {
  const synthesizer = checkSynthesizer(project);
  if (!synthesizer) return;
  const { folder, file, app, context } = synthesizer;
  const { root } = project;
  progress(app);
  const stacks = dirname(root);
  const out = dirname(stacks);
  const [shell, ...flags] = process.platform === 'win32' ? ['cmd', '/d', '/s', '/c'] : ['sh', '-c'];
  const done = await run(shell ?? 'sh', [...flags, app], {
    cwd: folder,
    env: {
      CDKTF_OUTDIR: out,
      ...(context === undefined ? {} : { CDKTF_CONTEXT_JSON: JSON.stringify(context) }),
    },
  });
  if (done.code !== 0) {
    throw new UserError([
      {
        where: `${file}: app`,
        what: `"${app}" ended with exit code ${done.code}${quoted(done)}`,
        fix: diskFull(`${done.stdout}\n${done.stderr}`)
          ? MAKE_ROOM
          : `run the command alone in ${folder}, and correct the cause`,
      },
    ]);
  }
  if (existsSync(join(root, 'cdk.tf.json'))) return;
  const made = existsSync(stacks) ? readdirSync(stacks) : [];
  throw new UserError([
    {
      where: `${project.settings}: root`,
      what: `"${app}" makes no stack ${basename(root)}`,
      got: basename(root),
      ...(made.length ? { allowed: made } : {}),
      fix: `give the folder of a stack: ${relative(project.folder, join(stacks, made[0] ?? 'NAME'))}`,
    },
  ]);
}

/** The command that synthesizes a CDKTF project. */
interface Synthesizer {
  readonly folder: string;
  readonly file: string;
  /** Command for a shell. */
  readonly app: string;
  readonly context: unknown;
}

/**
 * The command that synthesizes a CDKTF project; undefined for a root that is written by hand.
 *
 * @throws UserError when it has no cdktf.json with a command, or its packages are not installed
 */
export function checkSynthesizer(project: Project): Synthesizer | undefined {
  const { cdktf: folder } = project;
  if (folder === undefined) return undefined;
  const file = join(folder, 'cdktf.json');
  const { app, context } = (readJson(file) ?? {}) as CdktfJson;
  if (typeof app !== 'string' || app.trim() === '') {
    const what = existsSync(file) ? 'cdktf.json has no command "app"' : 'the file does not exist';
    const fix = 'write cdktf.json with {"language": "typescript", "app": "npx tsx main.ts"}';
    throw new UserError([{ where: file, what, fix }]);
  }
  checkInstalled(project, folder);
  return { folder, file, app, context };
}

/**
 * Refuses a project without its npm packages: npx would fetch the missing synthesizer, and then fail with the first
 * import.
 */
function checkInstalled(project: Project, folder: string): void {
  const missing = missingPackages(folder);
  if (missing.length === 0) return;
  const at = relative(project.folder, folder) || '.';
  throw new UserError([
    {
      where: join(folder, 'package.json'),
      what: `npm packages are not installed: ${missing.slice(0, 5).join(', ')}${missing.length > 5 ? `, and ${missing.length - 5} more` : ''}`,
      fix: shell`npm install --prefix ${at}`.text,
    },
  ]);
}

/** Packages that the package.json of a folder names, and that are not installed. */
export function missingPackages(folder: string): string[] {
  const manifest = (readJson(join(folder, 'package.json')) ?? {}) as Record<string, object>;
  const { dependencies = {}, devDependencies = {} } = manifest;
  return Object.keys({ ...dependencies, ...devDependencies }).filter((name) => !isInstalled(folder, name));
}

/** Whether Node finds an npm package: in the folder, or in a folder above. */
function isInstalled(folder: string, name: string): boolean {
  if (existsSync(join(folder, 'node_modules', name))) return true;
  return dirname(folder) !== folder && isInstalled(dirname(folder), name);
}

/** Whether the synthesizer reads a file, beside the modules: a change of it makes another root. */
export function isSynthesizerFile(project: Project, path: string): boolean {
  const { cdktf } = project;
  if (cdktf === undefined) return false;
  const inside = relative(cdktf, path).replaceAll('\\', '/');
  return (
    !inside.startsWith('..') &&
    /(?:\.[cm]?[jt]s|cdktf\.json|package\.json|\.py)$/.test(inside) &&
    !/(?:^|\/)(?:cdktf\.out|node_modules)\//.test(inside)
  );
}
