import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { type Problem, UserError } from '../errors';
import { VariablesFile } from '../hcl';
import { shell } from '../language';
import { type Project, recordedVersion } from '../project';
import { readText } from '../system';
import { compareTree, type Marker } from '../system/marked-tree';
import { pathFrom, type TextChange, treeTexts } from '../system/text-changes';
import { type PipelineEnvironment, pipelineEnvironments } from './environments';
import type { Host } from './host';
import { type Hosting, hostings } from './hosting';
import { OURS } from './marker';
import type { PipelineOf } from './pipeline-of';
import { type Repository, repositoryOf } from './repository';
import { arnOf, rolesRoot } from './roles';
import { kindsIn, modulesText, rootText } from './root-text';
import { servicesOf } from './services';

export type HostName = Host['kind'];

export interface PipelineOptions {
  readonly host: HostName;
  /** Name of the repository at its host. @default - that of the remote origin */
  readonly repository?: string | undefined;
  /** Branch that is deployed. @default - the one that origin says, else main */
  readonly branch?: string | undefined;
  /** Address of the instance of GitLab. @default - what is written already, else https://gitlab.com */
  readonly hostUrl?: string | undefined;
  /** Pattern of the branches whose merge requests GitLab plans; false is none. @default - what is written already, else none */
  readonly planBranches?: string | false | undefined;
  /** Account of states in buckets whose name has none. */
  readonly account?: string | undefined;
}

/** What a pipeline is made of. Nothing is written yet. */
export interface PipelinePlan {
  readonly host: HostName;
  /** Absolute path of the repository, from which the paths of changes are. */
  readonly folder: string;
  readonly changes: readonly TextChange[];
  readonly environments: readonly PipelineEnvironment[];
  /** What the user does next, in this order. */
  readonly next: readonly string[];
  /** What else the user is to know. */
  readonly notes: readonly string[];
}

/** Folder of the root of roles, in that of the Terraform root. */
const ROLES = 'pipeline';
/** Resources of a root that its pipeline has permissions for. */
const KNOWN =
  /^aws_(?:api_gateway_|apigatewayv2_|lambda_|s3_|cognito_|iam_role|cloudwatch_(?:log_group|metric_alarm|dashboard)|route53_record|wafv2_web_acl_association)/;

/**
 * Plans the pipeline of a project.
 *
 * @throws UserError with all that the project lacks for one
 */
export async function planPipeline(project: Project, options: PipelineOptions): Promise<PipelinePlan> {
  const problems: Problem[] = [...rootProblems(project), ...versionProblems(project)];
  const attempt = async <T>(run: () => T | Promise<T>): Promise<T | undefined> => {
    try {
      return await run();
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      problems.push(...error.problems);
      return undefined;
    }
  };
  const repository = await attempt(() => repositoryOf(project));
  const environments = await attempt(() => pipelineEnvironments(project, options.account));
  const hosting =
    repository &&
    (await attempt(() => hostings[options.host](options, repository, join(project.root, ROLES))));
  if (problems.length || !repository || !environments || !hosting) throw new UserError(problems);
  return planFor(
    project,
    options.host,
    environments,
    repository,
    hosting,
    options.branch ?? repository.branch,
  );
}

function planFor(
  project: Project,
  kind: HostName,
  environments: readonly PipelineEnvironment[],
  repository: Repository,
  hosting: Hosting,
  branch: string,
): PipelinePlan {
  const text = rootText(project);
  const kinds = project.modules?.apis.map((api) => api.kind) ?? kindsIn(text);
  const roles = join(project.root, ROLES);
  const of: PipelineOf = {
    project: project.name,
    folder: repository.project,
    root: pathFrom(repository.folder, project.root),
    branch,
    environments,
    hasModules: (project.modules ?? project.synth) !== undefined,
  };
  const { host, folder, name, contents, next } = hosting(of);
  const variables = environments.map((one) => withBoundary(project, one));
  return {
    host: kind,
    folder: repository.folder,
    changes: [
      ...changesIn(repository, join(repository.folder, folder), new Map([[name, contents]]), {
        ...OURS,
        // Other projects of the repository have pipelines of their own there
        names: undefined,
      }),
      ...changesIn(
        repository,
        roles,
        rolesRoot({ host, environments, services: servicesOf({ text, kinds }), project: project.name }),
        OURS,
      ),
      ...variables.flatMap(({ path, before, after }) =>
        after === undefined || after === before
          ? []
          : [{ path: pathFrom(repository.folder, path), before, after }],
      ),
    ],
    environments,
    next: [...roleSteps(environments, pathFrom(repository.folder, roles)), ...next],
    notes: [
      ...variables.flatMap(({ path, after, line }) =>
        after === undefined
          ? [`${pathFrom(repository.folder, path)} cannot be changed here for sure: write ${line}`]
          : [],
      ),
      ...boundaryNotes(project, text),
      ...unknownNotes(modulesText(project)),
    ],
  };
}

/** The file of variables of an environment, with the boundary of its functions. */
function withBoundary(project: Project, environment: PipelineEnvironment) {
  const path = join(project.root, environment.variables);
  const before = readText(path);
  const boundary = arnOf('policy', environment, 'functions');
  return {
    path,
    before,
    after: new VariablesFile(before ?? '').withText('permissions_boundary', boundary),
    line: `permissions_boundary = "${boundary}"`,
  };
}

function changesIn(
  repository: Repository,
  folder: string,
  files: ReadonlyMap<string, string>,
  marker: Marker,
): readonly TextChange[] {
  return treeTexts(repository.folder, folder, files, compareTree(folder, files, marker));
}

function rootProblems({ cdktf, settings }: Project): readonly Problem[] {
  if (cdktf === undefined) return [];
  return [
    {
      where: settings,
      what: 'the root is synthesized from a stack, and a pipeline is written for a Terraform root and its environments',
      fix: 'write the pipeline of the stack by hand: npm ci, terragate test, and the deploy of the framework',
    },
  ];
}

/** The version of Terragate is the one that npm's lock says, so that a pipeline has the one of the developers. */
function versionProblems({ folder }: Project): readonly Problem[] {
  const file = join(folder, 'package.json');
  if (recordedVersion(folder) === undefined)
    return [
      {
        where: file,
        what: 'it does not say which Terragate the project has, which its pipeline is to install',
        fix: 'npm install --save-dev terragate, or the package that a new project keeps in vendor/',
      },
    ];
  if (existsSync(join(folder, 'package-lock.json'))) return [];
  return [
    {
      where: join(folder, 'package-lock.json'),
      what: 'there is no lock of npm, by which the pipeline installs the version of Terragate that the project records',
      fix: 'npm install, and keep the file in Git',
    },
  ];
}

function boundaryNotes({ root }: Project, text: string): readonly string[] {
  if (/^\s*permissions_boundary\s*=/m.test(text.replace(/^.*"arn:.*$/gm, ''))) return [];
  return [
    [
      `the root in ${relative(process.cwd(), root) || '.'} hands no boundary to its functions, and the pipeline may make none without one. Add`,
      '    variable "permissions_boundary" {',
      '      type    = string',
      '      default = null',
      '    }',
      '  and in each module of Terragate: permissions_boundary = var.permissions_boundary',
    ].join('\n'),
  ];
}

function unknownNotes(text: string): readonly string[] {
  const types = [
    ...[...text.matchAll(/^\s*resource\s+"(aws_\w+)"/gm)].map(([, type = '']) => type),
    // Of the module of a function URL
    ...(/^\s*distribution_enabled\s*=\s*(?!false\b)/m.test(text) ? ['aws_cloudfront_distribution'] : []),
  ];
  const unknown = [...new Set(types)].filter((type) => !KNOWN.test(type)).sort();
  return unknown.length
    ? [
        `the pipeline has no permissions for ${unknown.join(', ')}: plan_permissions and apply_permissions of the roles give them`,
      ]
    : [];
}

function roleSteps(environments: readonly PipelineEnvironment[], roles: string): readonly string[] {
  const accounts = [...new Set(environments.map(({ account }) => account))];
  return accounts.flatMap((account) => [
    `${shell`terraform ${`-chdir=${roles}`} init -reconfigure ${`-backend-config=${account}.s3.tfbackend`}`.text}   # as an administrator of ${account}`,
    shell`terraform ${`-chdir=${roles}`} apply`.text,
  ]);
}
