import { posix } from 'node:path';
import { type Workflow, workflow, workflowName } from '../language';
import type { PipelineEnvironment } from './environments';
import { MARKER } from './marker';
import { hasEnvironments, type PipelineOf, TERRAFORM } from './pipeline-of';
import { arnOf } from './roles';

/** Actions of others by the commit of a version: a tag can be moved, a commit cannot. */
const ACTIONS = {
  checkout: workflow`actions/checkout@08c6903cd8c0fde910a37f88322edcfb5dd907a8 # v5.0.0`,
  node: workflow`actions/setup-node@a0853c24544627f65ddf259abe73b1d18a591444 # v5.0.0`,
  cache: workflow`actions/cache@668228422ae6a00e4ad889ee87cd7109ec5666a7 # v5.0.4`,
  terraform: workflow`hashicorp/setup-terraform@5e8dbf3c6d9deaf4193ca7a8fb23f2ac83bb6c85 # v4.0.0`,
  aws: workflow`aws-actions/configure-aws-credentials@00943011d9042930efac3dcd3a170e4273319bc8 # v5.1.0`,
  upload: workflow`actions/upload-artifact@043fb46d1a93c77aae656e7c1c64a875d1fc6a0a # v7.0.1`,
  download: workflow`actions/download-artifact@3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c # v8.0.1`,
} as const;

/** Where Terraform keeps providers from run to run. */
const PLUGINS = workflow`          TF_PLUGIN_CACHE_DIR: \${{ runner.temp }}/terraform-plugins
`;

const TOKEN_AND_CODE = workflow`    permissions:
      contents: read
      id-token: write # for the role of AWS
`;

/**
 * The workflow of GitHub Actions: tests and plans for pull requests, applies on the branch, and a look at drift by night.
 *
 * @see https://docs.github.com/en/actions/reference/security/secure-use
 */
export function githubWorkflow(of: PipelineOf): string {
  const { branch, environments, folder } = of;
  const jobs = [
    test(of),
    matrixJob(of, {
      name: workflow`plan`,
      condition: workflow`github.event_name == 'pull_request' && github.event.pull_request.head.repo.full_name == github.repository`,
      comment: workflow`  # What a pull request would do, by roles that read alone. Those of forks get no token, and no plan.\n`,
      needs: workflow`    needs: test\n`,
      steps: planSteps(of),
    }),
    COMMENT,
    ...environments.flatMap((environment, at) => applyJobs(of, environment, environments[at - 1])),
    matrixJob(of, {
      name: workflow`drift`,
      condition: workflow`github.event_name == 'schedule'`,
      comment: workflow`  # Fails where AWS is not as the branch says: changed by hand, or not applied yet.\n`,
      needs: workflow``,
      steps: workflow`      - run: npx --no-install terragate up --aws ${envOption(of)}--check
        env:
          ENVIRONMENT: \${{ matrix.environment }}
${PLUGINS}`,
    }),
  ];
  return workflow`${workflow.raw(MARKER)}
#
# Pull requests: tests, and a plan for each environment, whose routes are in a comment. ${branch}: applies the environments in their
# order; those that are approved wait for the reviewers of GitHub's environment. By night: fails where AWS has drifted.
#
# No credentials are stored: AWS gives them to jobs for an hour, by the roles of the folder "pipeline" in the Terraform root.

name: ${of.project}

on:
  pull_request:
    branches: [${branch}]
${paths(folder)}  push:
    branches: [${branch}]
${paths(folder)}  schedule:
    - cron: "23 3 * * *" # UTC

# A job has what it asks for itself, and nothing else.
permissions: {}

defaults:
  run:
    shell: bash
    working-directory: ${folder}

jobs:
${workflow.join(jobs, '\n')}`.text;
}

function paths(folder: string): Workflow {
  return folder === '.'
    ? workflow``
    : workflow`    paths: [${`${folder}/**`}, ".github/workflows/terragate-*.yml"]\n`;
}

function test({ hasModules, folder }: PipelineOf): Workflow {
  return workflow`  # Without any credentials, also for forks.
  test:
    if: github.event_name != 'schedule'
    runs-on: ubuntu-24.04
    timeout-minutes: 30
    permissions:
      contents: read
    steps:
${setUp(folder, false)}      - run: npx --no-install terragate test
${hasModules ? workflow`      - run: npx --no-install terragate synth --check\n` : workflow``}`;
}

/** Steps that bring the code, Terragate at the version of the project, and what was downloaded before. */
function setUp(folder: string, terraform: boolean): Workflow {
  return workflow`      - uses: ${ACTIONS.checkout}
        with:
          persist-credentials: false
      - uses: ${ACTIONS.node}
        with:
          node-version: "22"
          cache: npm
          cache-dependency-path: ${posix.join(folder, 'package-lock.json')}
      - uses: ${ACTIONS.cache}
        with:
          path: |
            ~/.cache/uv
            ~/.cache/terragate
            ~/.local/share/uv
            \${{ runner.temp }}/terraform-plugins
          key: terragate-\${{ runner.os }}-\${{ github.job }}-\${{ hashFiles('**/package-lock.json', '**/uv.lock', '**/requirements*.txt', '**/pyproject.toml', '**/.terraform.lock.hcl') }}
          restore-keys: terragate-\${{ runner.os }}-
${
  terraform
    ? workflow`      - uses: ${ACTIONS.terraform}
        with:
          terraform_version: \${{ vars.TERRAFORM_VERSION || '${workflow.raw(TERRAFORM)}' }}
          terraform_wrapper: false
`
    : workflow``
}      - run: mkdir -p "$RUNNER_TEMP/terraform-plugins" && npm ci --no-audit --no-fund
`;
}

/** The option that names the environment of a job. */
function envOption(of: PipelineOf): Workflow {
  return hasEnvironments(of) ? workflow`--env "$ENVIRONMENT" ` : workflow``;
}

function credentials(role: Workflow, region: Workflow): Workflow {
  return workflow`      - uses: ${ACTIONS.aws}
        with:
          role-to-assume: ${role}
          aws-region: ${region}
`;
}

interface MatrixJob {
  readonly name: Workflow;
  readonly condition: Workflow;
  readonly comment: Workflow;
  readonly needs: Workflow;
  readonly steps: Workflow;
}

/** A job for each environment, with the role that reads. */
function matrixJob(of: PipelineOf, { name, condition, comment, needs, steps }: MatrixJob): Workflow {
  const rows = of.environments.map(
    (one) => workflow`          - environment: ${one.title}
            role: ${arnOf('role', one, 'plan')}
            region: ${one.region}
`,
  );
  return workflow`${comment}  ${name}:
    if: ${condition}
${needs}    runs-on: ubuntu-24.04
    timeout-minutes: 30
${TOKEN_AND_CODE}    strategy:
      fail-fast: false
      matrix:
        include:
${rows}    steps:
${setUp(of.folder, true)}${credentials(workflow`\${{ matrix.role }}`, workflow`\${{ matrix.region }}`)}${steps}`;
}

/** Shows the plan of an environment, with its routes on the page of the run. */
function planStep(of: PipelineOf, environment: Workflow): Workflow {
  return workflow`      - run: |
          npx --no-install terragate up --aws ${envOption(of)}--dry-run --summary "$RUNNER_TEMP/plan.md"
          cat "$RUNNER_TEMP/plan.md" >> "$GITHUB_STEP_SUMMARY"
        env:
          ENVIRONMENT: ${environment}
${PLUGINS}`;
}

function planSteps(of: PipelineOf): Workflow {
  return workflow`${planStep(of, workflow`\${{ matrix.environment }}`)}      - uses: ${ACTIONS.upload}
        with:
          name: plan-\${{ matrix.environment }}
          path: \${{ runner.temp }}/plan.md
          retention-days: 1
`;
}

const COMMENT = workflow`  # Writes the routes that change into one comment. It has no code of the pull request, and no role.
  comment:
    needs: plan
    runs-on: ubuntu-24.04
    timeout-minutes: 5
    permissions:
      pull-requests: write
    defaults:
      run:
        shell: bash
        working-directory: .
    steps:
      - uses: ${ACTIONS.download}
        with:
          pattern: plan-*
          path: plans
      - run: |
          { echo "$MARKER"; cat plans/*/plan.md; } > comment.md
          comments="repos/$REPOSITORY/issues/$NUMBER/comments"
          id="$(gh api --paginate "$comments" --jq '.[] | select(.user.login == "github-actions[bot]" and (.body | startswith(env.MARKER))) | .id' | head -n 1)"
          if [ -n "$id" ]; then
            gh api --silent --method PATCH "repos/$REPOSITORY/issues/comments/$id" --field body=@comment.md
          else
            gh api --silent --method POST "$comments" --field body=@comment.md
          fi
        env:
          GH_TOKEN: \${{ github.token }}
          MARKER: "<!-- terragate pipeline: \${{ github.workflow }} -->"
          NUMBER: \${{ github.event.pull_request.number }}
          REPOSITORY: \${{ github.repository }}
`;

/** The jobs that apply one environment, after the one before it. */
function applyJobs(
  of: PipelineOf,
  environment: PipelineEnvironment,
  before: PipelineEnvironment | undefined,
): Workflow[] {
  const { title, isApproved, region } = environment;
  const after = before === undefined ? 'test' : `apply-${before.title}`;
  const apply = workflow`  apply-${workflowName(title)}:
    if: github.event_name == 'push'
    needs: ${workflowName(isApproved ? `plan-${title}` : after)}
    runs-on: ubuntu-24.04
    timeout-minutes: 60
${isApproved ? workflow`    environment: ${title} # waits here for its reviewers\n` : workflow``}    # One at a time: a running apply is never broken off.
    concurrency:
      group: ${`terragate-${of.project}-${title}`}
      cancel-in-progress: false
${TOKEN_AND_CODE}    steps:
${setUp(of.folder, true)}${credentials(workflow`${arnOf('role', environment, 'apply')}`, workflow`${region}`)}      - run: npx --no-install terragate up --aws ${envOption(of)}--yes
        env:
          ENVIRONMENT: ${title}
${PLUGINS}`;
  if (!isApproved) return [apply];
  const plan = workflow`  # What the reviewers of ${title} agree to: it is on the page of the run. An environment without reviewers would wait for nobody.
  plan-${workflowName(title)}:
    if: github.event_name == 'push'
    needs: ${workflowName(after)}
    runs-on: ubuntu-24.04
    timeout-minutes: 30
    permissions:
      actions: read # for the rules of the environment
      contents: read
      id-token: write # for the role of AWS
    steps:
      - run: |
          rules="$(gh api "repos/$REPOSITORY/environments/$ENVIRONMENT" --jq '[.protection_rules[] | select(.type == "required_reviewers")] | length')" || rules=0
          if [ "$rules" = 0 ]; then
            echo "::error::the environment $ENVIRONMENT has no reviewers: add them in Settings, Environments, Required reviewers"
            exit 1
          fi
        working-directory: .
        env:
          ENVIRONMENT: ${title}
          GH_TOKEN: \${{ github.token }}
          REPOSITORY: \${{ github.repository }}
${setUp(of.folder, true)}${credentials(workflow`${arnOf('role', environment, 'plan')}`, workflow`${region}`)}${planStep(of, workflow`${title}`)}`;
  return [plan, apply];
}
