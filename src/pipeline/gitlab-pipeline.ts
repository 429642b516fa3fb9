import { posix } from 'node:path';
import {
  type GitLab,
  type GitLabIf,
  gitlab,
  gitlabIf,
  gitlabName,
  gitlabPath,
  gitlabPattern,
  gitlabRule,
} from '../language';
import type { PipelineEnvironment } from './environments';
import { GITLAB_AUDIENCE } from './host';
import { MARKER } from './marker';
import { NOTE } from './merge-request-note';
import { hasEnvironments, type PipelineOf, slug, TERRAFORM } from './pipeline-of';
import { arnOf } from './roles';

/** What a pipeline of GitLab is written for. */
export interface GitlabPipelineOf extends PipelineOf {
  /** Path of the project in GitLab. @example 'acme/shop' */
  readonly name: string;
  /** Path of the file in the repository. */
  readonly file: string;
  /** Begin of the names of its jobs, where the file is one of several. @example 'shop-' */
  readonly prefix: string;
  /** Pattern of the branches whose merge requests are planned. @default - none of them */
  readonly planBranches?: string | undefined;
}

/** Node.js on Debian by its digest: a tag can be moved, a digest cannot. */
const IMAGE = gitlab`node:22-bookworm@sha256:b501c082306a4f528bc4038cbf2fbb58095d583d0419a259b2114b5ac53d12e9`;

/** Variable with the token that writes the note; those of jobs may read notes, and write none. */
export const NOTES_TOKEN = 'TERRAGATE_NOTES_TOKEN';

/** The project, the tools of Debian that Terragate counts on, and Terragate at the version of the project. */
const SET_UP = gitlab`    - apt-get update -qq
    - apt-get install -qq --yes --no-install-recommends python3-venv unzip
    - cd "$PIPELINE_FOLDER"
    - mkdir -p "$TF_PLUGIN_CACHE_DIR"
    - npm ci --no-audit --no-fund
`;

/** Terraform by its checksum, as https://releases.hashicorp.com/terraform has it. */
const INSTALL_TERRAFORM = gitlab`    - |
      case "$(uname -m)" in
        x86_64) platform=linux_amd64 sum=1ce994251c00281d6845f0f268637ba50c0005657eb3cf096b92f753b42ef4dc ;;
        aarch64) platform=linux_arm64 sum=a43d1d0da9b9bab214a8305a39db0e40869572594ccf50c416a7756499143633 ;;
        *) echo "no Terraform is known for $(uname -m)" >&2; exit 1 ;;
      esac
      archive="$(mktemp)"
      curl --fail --silent --show-error --location --output "$archive" "https://releases.hashicorp.com/terraform/${gitlab.raw(TERRAFORM)}/terraform_${gitlab.raw(TERRAFORM)}_$platform.zip"
      echo "$sum  $archive" | sha256sum --check --quiet
      unzip -q -o "$archive" terraform -d /usr/local/bin
`;

/** Hands the token to AWS by a file of mode 0600, and other credentials to nobody: those of a group's variables would come first. */
const CREDENTIALS = gitlab`    - |
      unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_PROFILE
      AWS_WEB_IDENTITY_TOKEN_FILE="$(mktemp)"
      trap 'rm -f "$AWS_WEB_IDENTITY_TOKEN_FILE"' EXIT
      printf '%s' "$TERRAGATE_ID_TOKEN" > "$AWS_WEB_IDENTITY_TOKEN_FILE"
      unset TERRAGATE_ID_TOKEN
      export AWS_WEB_IDENTITY_TOKEN_FILE AWS_ROLE_ARN="$PIPELINE_ROLE" AWS_REGION="$PIPELINE_REGION"
`;

/**
 * The pipeline of GitLab: tests for merge requests, and plans where they are wanted; applies on the branch; a look at drift by
 * schedule.
 *
 * @see https://docs.gitlab.com/ci/yaml/
 */
export function gitlabPipeline(of: GitlabPipelineOf): string {
  const { branch, environments, planBranches } = of;
  const push = gitlabIf`$CI_PIPELINE_SOURCE == "push" && $CI_COMMIT_BRANCH == ${branch}`;
  const ownPush = gitlabIf`${push} && ${inProject(of)}`;
  const request = gitlabIf`$CI_PIPELINE_SOURCE == "merge_request_event" && $CI_MERGE_REQUEST_TARGET_BRANCH_NAME == ${branch}`;
  const jobs = [
    test(of, request, push),
    ...(planBranches === undefined ? [] : requestJobs(of, request, planBranches)),
    ...environments.flatMap((one, at) => applyJobs(of, ownPush, one, environments[at - 1])),
    ...environments.map((one) => driftJob(of, one)),
  ];
  return gitlab`${gitlab.raw(MARKER)}
#
# Merge requests: tests${planBranches === undefined ? gitlab`` : gitlab`, and a plan for each environment`}. ${branch}: applies the environments in their order; those that are approved
# wait for somebody to run their job. Schedules: fail where AWS has drifted.
#
# No credentials are stored: AWS gives them to jobs for an hour, by the roles of the folder "pipeline" in the Terraform root.

${base(of)}
${gitlab.join(jobs, '\n')}`.text;
}

/** A fork has this file too: AWS would give its jobs nothing, and they would fail. */
function inProject({ name }: GitlabPipelineOf): GitLabIf {
  return gitlabIf`$CI_PROJECT_PATH == ${name}`;
}

function jobName({ prefix }: GitlabPipelineOf, name: string): GitLab {
  return gitlabName(`${prefix}${name}`);
}

function baseName({ prefix }: GitlabPipelineOf, name: string): GitLab {
  return gitlabName(`.${prefix}${name}`);
}

/** What jobs have in common. Texts of a project are in variables alone, and scripts have them in double quotes. */
function base(of: GitlabPipelineOf): GitLab {
  const { folder, root } = of;
  return gitlab`${baseName(of, 'job')}:
  image: ${IMAGE}
  timeout: 30 minutes
  interruptible: true
  variables:
    PIPELINE_FOLDER: ${folder}
    NPM_CONFIG_CACHE: $CI_PROJECT_DIR/.pipeline-cache/npm
    TF_PLUGIN_CACHE_DIR: $CI_PROJECT_DIR/.pipeline-cache/terraform
    UV_PYTHON_INSTALL_DIR: $CI_PROJECT_DIR/.pipeline-cache/python
    XDG_CACHE_HOME: $CI_PROJECT_DIR/.pipeline-cache/xdg
  # GitLab keeps caches of protected branches apart from those of all others (Settings, CI/CD, General pipelines).
  cache:
    - key:
        prefix: npm
        files: [${gitlabPath(posix.join(folder, 'package-lock.json'))}]
      paths: [.pipeline-cache/npm]
    - key:
        prefix: python
        files: [${gitlabPath(posix.join(folder, 'uv.lock'))}, ${gitlabPath(posix.join(folder, 'requirements.txt'))}]
      paths: [.pipeline-cache/python, .pipeline-cache/xdg]
    - key:
        prefix: terraform
        files: [${gitlabPath(posix.join(root, '.terraform.lock.hcl'))}]
      paths: [.pipeline-cache/terraform]
  before_script:
${SET_UP}
# Jobs with a role of AWS. The token goes into a file that this user alone may read, and into no log.
${baseName(of, 'aws')}:
  extends: ${baseName(of, 'job')}
  id_tokens:
    TERRAGATE_ID_TOKEN:
      aud: ${GITLAB_AUDIENCE}
  before_script:
${SET_UP}${INSTALL_TERRAFORM}${CREDENTIALS}`;
}

function rule({ file, folder }: GitlabPipelineOf, condition: GitLabIf, more: GitLab = gitlab``): GitLab {
  const changes =
    folder === '.'
      ? gitlab``
      : gitlab`      changes: [${gitlabPath(`${folder}/**/*`)}, ${gitlabPath(file)}]\n`;
  return gitlab`    - if: ${gitlabRule(condition)}\n${changes}${more}`;
}

function test(of: GitlabPipelineOf, request: GitLabIf, push: GitLabIf): GitLab {
  return gitlab`# Without any credentials.
${jobName(of, 'test')}:
  extends: ${baseName(of, 'job')}
  rules:
${rule(of, request)}${rule(of, push)}  script:
    - npx --no-install terragate test
${of.hasModules ? gitlab`    - npx --no-install terragate synth --check\n` : gitlab``}`;
}

/** The option that names the environment of a job. */
function envOption(of: PipelineOf): GitLab {
  return hasEnvironments(of) ? gitlab`--env "$PIPELINE_ENVIRONMENT" ` : gitlab``;
}

function variables(environment: PipelineEnvironment, role: 'plan' | 'apply'): GitLab {
  return gitlab`  variables:
    PIPELINE_ENVIRONMENT: ${environment.title}
    PIPELINE_ROLE: ${arnOf('role', environment, role)}
    PIPELINE_REGION: ${environment.region}
`;
}

function planSteps(of: GitlabPipelineOf, environment: PipelineEnvironment): GitLab {
  return gitlab`${variables(environment, 'plan')}  script:
    - npx --no-install terragate up --aws ${envOption(of)}--dry-run --summary "$CI_PROJECT_DIR/plan-$PIPELINE_ENVIRONMENT.md"
  artifacts:
    paths: [${gitlabPath(`plan-${environment.title}.md`)}]
    expire_in: 1 week
`;
}

/** The plans of merge requests, and the note with them. */
function requestJobs(of: GitlabPipelineOf, request: GitLabIf, planBranches: string): GitLab[] {
  const branches =
    planBranches === '*'
      ? gitlabIf``
      : gitlabIf` && $CI_MERGE_REQUEST_SOURCE_BRANCH_NAME =~ ${gitlabPattern(planBranches)}`;
  const own = gitlabIf`${request} && $CI_MERGE_REQUEST_SOURCE_PROJECT_ID == $CI_PROJECT_ID && ${inProject(of)}${branches}`;
  const plans = of.environments.map(
    (one) => gitlab`# What a merge request would do, by a role that reads alone. Those of forks have no plan.
${jobName(of, `plan-${one.title}`)}:
  extends: ${baseName(of, 'aws')}
  needs: [${jobName(of, 'test')}]
  rules:
${rule(of, own)}${planSteps(of, one)}`,
  );
  const files = of.environments.map(({ title }) => `plan-${title}.md`).join(' ');
  const note = gitlab`# Writes the routes that change into one note. It has no code of the merge request, and no role.
${jobName(of, 'note')}:
  image: ${IMAGE}
  timeout: 5 minutes
  interruptible: true
  allow_failure: true
  needs: [${gitlab.join(
    of.environments.map(({ title }) => jobName(of, `plan-${title}`)),
    ', ',
  )}]
  rules:
${rule(of, gitlabIf`${own} && ${gitlabIf.raw(`$${NOTES_TOKEN}`)}`)}  variables:
    GIT_STRATEGY: none
    PIPELINE_MARKER: ${`<!-- terragate pipeline: ${of.project} -->`}
    PIPELINE_PLANS: ${files}
  script:
    - |
      node --input-type=module <<'END'
${NOTE}      END
`;
  return [...plans, note];
}

/** The jobs that apply one environment, after the one before it. */
function applyJobs(
  of: GitlabPipelineOf,
  push: GitLabIf,
  environment: PipelineEnvironment,
  before: PipelineEnvironment | undefined,
): GitLab[] {
  const { title, isApproved } = environment;
  const after = before === undefined ? 'test' : `apply-${before.title}`;
  const apply = gitlab`${isApproved ? gitlab`# Waits for somebody to run it: those who may deploy to the environment, where it is protected.\n` : gitlab``}${jobName(of, `apply-${title}`)}:
  extends: ${baseName(of, 'aws')}
  needs: [${jobName(of, isApproved ? `preview-${title}` : after)}]
  rules:
${rule(of, push, isApproved ? gitlab`      when: manual\n` : gitlab``)}  timeout: 1 hour
  environment:
    name: ${gitlabPath(title)}
  # One at a time: a running apply is never broken off.
  resource_group: ${gitlabName(`terragate-${slug(of.project)}-${title}`)}
  interruptible: false
${variables(environment, 'apply')}  script:
    - npx --no-install terragate up --aws ${envOption(of)}--yes
`;
  if (!isApproved) return [apply];
  const preview = gitlab`# What is agreed to by running the job after it.
${jobName(of, `preview-${title}`)}:
  extends: ${baseName(of, 'aws')}
  needs: [${jobName(of, after)}]
  rules:
${rule(of, push)}${planSteps(of, environment)}`;
  return [preview, apply];
}

function driftJob(of: GitlabPipelineOf, environment: PipelineEnvironment): GitLab {
  const schedule = gitlabIf`$CI_PIPELINE_SOURCE == "schedule" && $CI_COMMIT_BRANCH == ${of.branch} && ${inProject(of)}`;
  return gitlab`# Fails where AWS is not as the branch says: changed by hand, or not applied yet.
${jobName(of, `drift-${environment.title}`)}:
  extends: ${baseName(of, 'aws')}
  needs: []
  rules:
    - if: ${gitlabRule(schedule)}
${variables(environment, 'plan')}  script:
    - npx --no-install terragate up --aws ${envOption(of)}--check
`;
}
