import { relative, sep } from 'node:path';
import { UserError } from '../errors';
import type { Project } from '../project';
import { run } from '../system';

/** The Git repository of a project. */
export interface Repository {
  /** Absolute path of its work tree. */
  readonly folder: string;
  /** Folder of the project in it, with `/` between its parts. @example '.' */
  readonly project: string;
  /** Name at the host, as `owner/name`; undefined where no remote has one. */
  readonly name: string | undefined;
  /** Its host, where the remote is an address of one. @example 'gitlab.com' */
  readonly hostname: string | undefined;
  /** The branch that is deployed. */
  readonly branch: string;
}

/**
 * Finds the repository of a project by git.
 *
 * @throws UserError where the project is in none
 */
export async function repositoryOf({ folder }: Project): Promise<Repository> {
  const git = (...args: string[]) => run('git', ['-C', folder, ...args]);
  const top = await git('rev-parse', '--show-toplevel', '--show-prefix');
  if (top.code !== 0)
    throw new UserError([
      {
        where: folder,
        what: top.missing
          ? 'git is not on PATH, and a pipeline belongs to a repository'
          : 'the folder is in no Git repository, and a pipeline belongs to one',
        fix: top.missing ? 'install git' : 'git init, and git remote add origin ...',
      },
    ]);
  const [work = '', prefix = ''] = top.stdout.split(/\r?\n/);
  const remote = await git('remote', 'get-url', 'origin');
  const head = await git('symbolic-ref', '--short', 'refs/remotes/origin/HEAD');
  return {
    folder: work.split('/').join(sep),
    project: relative('/', `/${prefix}`).split(sep).join('/') || '.',
    name: remote.code === 0 ? nameIn(remote.stdout.trim()) : undefined,
    hostname: remote.code === 0 ? hostnameIn(remote.stdout.trim()) : undefined,
    branch: head.code === 0 ? head.stdout.trim().replace(/^origin\//, '') : 'main',
  };
}

/** The name of a repository in its address. @example nameIn('git@github.com:acme/shop.git') // 'acme/shop' */
export function nameIn(address: string): string | undefined {
  const path = URL.canParse(address)
    ? new URL(address).pathname
    : /^[\w.-]+@[\w.-]+:(.+)$/.exec(address)?.[1];
  const name = path
    ?.replace(/^\/+/, '')
    .replace(/\/+$/, '')
    .replace(/\.git$/, '');
  return name && /^[\w.-]+(?:\/[\w.-]+)+$/.test(name) ? name : undefined;
}

/** The host in the address of a repository. @example hostnameIn('git@github.com:acme/shop.git') // 'github.com' */
export function hostnameIn(address: string): string | undefined {
  if (URL.canParse(address)) return new URL(address).hostname || undefined;
  return /^[\w.-]+@([\w.-]+):/.exec(address)?.[1];
}
