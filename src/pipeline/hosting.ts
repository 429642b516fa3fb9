import { join } from 'node:path';
import { type Problem, UserError } from '../errors';
import { readText } from '../system';
import { githubWorkflow } from './github-workflow';
import { gitlabPipeline, NOTES_TOKEN } from './gitlab-pipeline';
import { github, gitlabHost, type Host } from './host';
import { OURS } from './marker';
import { type PipelineOf, slug } from './pipeline-of';
import type { Repository } from './repository';

/** What a host has of a pipeline: its file, and what AWS is told of it. */
export interface HostedPipeline {
  readonly host: Host;
  /** Folder of the file in the repository. */
  readonly folder: string;
  /** Name of the file. */
  readonly name: string;
  /** Text of the file. */
  readonly contents: string;
  /** What the user does at the host. */
  readonly next: readonly string[];
}

/** Makes that of a pipeline. */
export type Hosting = (of: PipelineOf) => HostedPipeline;

/** What the user says of a host. */
export interface HostingOptions {
  readonly repository?: string | undefined;
  readonly branch?: string | undefined;
  readonly hostUrl?: string | undefined;
  readonly planBranches?: string | false | undefined;
}

/**
 * The hosts by their names. What the user does not say is what is written already, else what the remote origin says.
 *
 * @param roles folder of the root of the roles
 * @throws UserError where that is not enough
 */
export const hostings: Readonly<
  Record<Host['kind'], (options: HostingOptions, repository: Repository, roles: string) => Hosting>
> = { github: atGithub, gitlab: atGitlab };

function atGithub(options: HostingOptions, repository: Repository, roles: string): Hosting {
  const before = /"repo:([^:"]+):/.exec(readText(join(roles, 'main.tf')) ?? '')?.[1];
  const name = options.repository ?? before ?? repository.name;
  if (name === undefined) throw new UserError([unnamed('owner/name')]);
  return (of) => ({
    host: github({ name, branch: of.branch }),
    folder: '.github/workflows',
    name: of.folder === '.' ? 'terragate.yml' : `terragate-${slug(of.project)}.yml`,
    contents: githubWorkflow(of),
    next: approved(of).map(
      (title) =>
        `https://github.com/${name.replace(/@\d+/g, '')}/settings/environments: make ${title}, with required reviewers`,
    ),
  });
}

/** The instance where nothing says another. */
const GITLAB = 'https://gitlab.com';

function atGitlab(options: HostingOptions, repository: Repository, roles: string): Hosting {
  const [, issuer, nameBefore] =
    /"([^"]+):sub"\s*=\s*"project_path:([^:"]+):/.exec(readText(join(roles, 'main.tf')) ?? '') ?? [];
  const [, patternBefore] =
    /", "project_path:[^:"]+:ref_type:branch:ref:([^"]+)"\]/.exec(readText(join(roles, 'roles.tf')) ?? '') ??
    [];
  const name = options.repository ?? nameBefore ?? repository.name;
  const url = options.hostUrl ?? (issuer === undefined ? undefined : `https://${issuer}`);
  const { hostname } = repository;
  const problems: Problem[] = [
    ...(name === undefined ? [unnamed('group/name')] : []),
    // The project of that name at gitlab.com may be one of strangers
    ...(url === undefined && hostname !== undefined && `https://${hostname}` !== GITLAB
      ? [
          {
            where: '--host-url',
            what: `AWS is to trust the GitLab that the repository is in, and the remote origin is not at ${GITLAB}`,
            got: hostname,
            fix: `give --host-url https://${hostname}, or --host-url ${GITLAB} where that is its GitLab`,
          },
        ]
      : []),
    ...unfit('the project', name ?? '', /^[\w./-]*$/, 'letters, digits and _./-'),
    ...unfit('the branch', options.branch ?? repository.branch, /^\w[\w./-]*$/, 'letters, digits and _./-'),
    ...unfit('the folder', repository.project, /^[^$%*?[\]{}\\]*$/, 'no characters of variables or patterns'),
  ];
  if (problems.length || name === undefined) throw new UserError(problems);
  const project = {
    name,
    url: url ?? GITLAB,
    planBranches: (options.planBranches ?? patternBefore) || undefined,
  };
  return (of) => {
    const { folder, file, isIncluded } = gitlabFile(of, repository.folder);
    const path = folder === '.' ? file : `${folder}/${file}`;
    const prefix = !isIncluded ? '' : of.folder === '.' ? 'terragate-' : `${slug(of.project)}-`;
    return {
      host: gitlabHost({ ...project, branch: of.branch }),
      folder,
      name: file,
      contents: gitlabPipeline({ ...of, name, file: path, prefix, planBranches: project.planBranches }),
      next: [
        ...(isIncluded && !readText(join(repository.folder, OWN))?.includes(path)
          ? [`${OWN}: include: [{ local: /${path} }], beside what it includes already`]
          : []),
        ...gitlabSteps(of, `${project.url}/${name}/-`, project.planBranches),
      ],
    };
  };
}

const OWN = '.gitlab-ci.yml';

/** The file that GitLab runs by itself, unless it is one of the user's, or the repository has more than this project. */
function gitlabFile({ folder, project }: PipelineOf, repository: string) {
  const text = readText(join(repository, OWN));
  const isFree = text === undefined || OURS.pattern.test(text.slice(0, 400));
  if (folder === '.' && isFree) return { folder: '.', file: OWN, isIncluded: false };
  const file = folder === '.' ? 'terragate.yml' : `terragate-${slug(project)}.yml`;
  return { folder: '.gitlab', file, isIncluded: true };
}

function gitlabSteps(of: PipelineOf, address: string, planBranches: string | undefined): readonly string[] {
  return [
    `${address}/settings/repository: protect ${of.branch}: who may push or merge to it deploys, whatever environments say`,
    ...approved(of).map(
      (title) =>
        `${address}/settings/ci_cd: protect the environment ${title} (GitLab Premium): who may deploy to it runs apply-${title}; without this, who may merge does`,
    ),
    `${address}/pipeline_schedules: a schedule for ${of.branch}, by night, looks for drift`,
    planBranches === undefined
      ? "merge requests are tested, and not planned: --plan-branches '*' lets who may push a branch take the roles that read"
      : `${address}/settings/ci_cd: ${NOTES_TOKEN}, masked, a project access token with the scope api, has the plans in a note; without it they are artifacts`,
  ];
}

function approved({ environments }: PipelineOf): readonly string[] {
  return environments.filter(({ isApproved }) => isApproved).map(({ title }) => title);
}

function unnamed(form: string): Problem {
  return {
    where: '--repository',
    what: 'the remote origin of the repository does not say what it is called',
    fix: `give --repository ${form}`,
  };
}

function unfit(where: string, got: string, pattern: RegExp, allowed: string): readonly Problem[] {
  if (pattern.test(got)) return [];
  return [
    {
      where,
      what: 'a pipeline of GitLab has no way to write its name',
      got,
      allowed: [allowed],
      fix: 'give it another name',
    },
  ];
}
