import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { UserError } from '../../src/errors';
import { type PipelineOptions, planPipeline, writePipeline } from '../../src/pipeline';
import { readProject } from '../../src/project';
import { Workspace } from '../support/workspace';
import { gitlabJobs } from './gitlab-file';
import { writeProject } from './support';

const FILE = '.gitlab-ci.yml';

describe('a pipeline for GitLab', () => {
  let workspace: Workspace;
  let count = 0;
  const plan = (options: Omit<PipelineOptions, 'host'> = {}, folder = workspace.path) =>
    planPipeline(readProject(folder), { host: 'gitlab', ...options });
  const refused = async (options = {}) => {
    try {
      await plan(options);
    } catch (error) {
      if (error instanceof UserError)
        return error.problems.map(({ where, what, fix }) => `${where}: ${what}; ${fix}`);
      throw error;
    }
    throw new Error('it is planned');
  };
  const fileOf = ({ changes }: Awaited<ReturnType<typeof plan>>, path: string) =>
    changes.find((change) => change.path === path)?.after ?? '';
  const origin = (address: string) =>
    execFileSync('git', ['-C', workspace.path, 'remote', 'set-url', 'origin', address]);

  beforeEach(() => {
    workspace = new Workspace(`gitlab-project-${count++}`);
    writeProject(workspace, {}, 'git@gitlab.com:acme/team/shop.git');
  });

  it('is written once: a second run has nothing to write, and a change by hand is a diff', async () => {
    const first = await plan();
    expect(first.changes[0]?.path).toBe(FILE);
    expect(fileOf(first, 'infra/pipeline/main.tf')).toContain(
      '"gitlab.com:sub" = "project_path:acme/team/shop:ref_type:branch:ref:main"',
    );
    writePipeline(first);
    expect((await plan()).changes).toEqual([]);
    const text = readFileSync(workspace.at(FILE), 'utf8');
    workspace.write(FILE, text.replace('timeout: 1 hour', 'timeout: 2 hours'));
    expect((await plan()).changes).toEqual([{ path: FILE, before: expect.any(String), after: text }]);
  });

  it('keeps the instance, the project and the branches that the files have, until it is told of others', async () => {
    const given = { hostUrl: 'https://gitlab.example.com', repository: 'a/b', planBranches: 'feature/*' };
    writePipeline(await plan(given));
    expect((await plan()).changes).toEqual([]);
    const closed = await plan({ planBranches: false });
    expect(Object.keys(gitlabJobs(fileOf(closed, FILE)))).not.toContain('plan-staging');
    expect(fileOf(closed, 'infra/pipeline/roles.tf')).not.toContain('feature/*');
    expect(closed.changes.map(({ path }) => path)).toEqual([FILE, 'infra/pipeline/roles.tf']);
  });

  it('says what is to be done in GitLab: who deploys, when drift is looked for, and what plans need', async () => {
    const { next } = await plan();
    const steps = next.filter((line) => !line.startsWith('terraform '));
    expect(steps).toEqual([
      expect.stringMatching(
        /^https:\/\/gitlab\.com\/acme\/team\/shop\/-\/settings\/repository: protect main/,
      ),
      expect.stringMatching(/\/-\/settings\/ci_cd: protect the environment prod \(GitLab Premium\)/),
      expect.stringMatching(/\/-\/pipeline_schedules: a schedule for main/),
      expect.stringContaining("--plan-branches '*'"),
    ]);
    const open = await plan({ planBranches: '*' });
    expect(open.next.at(-1)).toMatch(/TERRAGATE_NOTES_TOKEN, masked, .* scope api/);
  });

  it('leaves a file of the user as it is, and says the line by which that one includes its own', async () => {
    const mine = 'build:\n  script: make\n';
    workspace.write(FILE, mine);
    const first = await plan();
    const own = '.gitlab/terragate.yml';
    expect(first.changes[0]?.path).toBe(own);
    const [line = ''] = first.next.filter((step) => step.startsWith(`${FILE}: `));
    expect(parse(`${line.slice(FILE.length + 2).split(',')[0]}`)).toEqual({
      include: [{ local: `/${own}` }],
    });
    const read = parse(fileOf(first, own)) as object;
    expect(Object.keys(read).filter((name) => !/^\.?terragate-/.test(name))).toEqual([]);
    writePipeline(first);
    workspace.write(FILE, `include: [{ local: /${own} }]\n${mine}`);
    const second = await plan();
    expect([second.changes, second.next.filter((step) => step.includes('include'))]).toEqual([[], []]);
    workspace.write(own, mine);
    expect(await refused()).toEqual([
      expect.stringMatching(/terragate\.yml: a file that Terragate did not write stands where/),
    ]);
  });

  it('has a file of its own for each project of a repository', async () => {
    for (const path of ['infra', 'terragate.json', 'package.json', 'package-lock.json'])
      workspace.copy(workspace.at(path), `apps/my-api/${path}`);
    const { changes, next } = await plan({}, workspace.at('apps/my-api'));
    const file = '.gitlab/terragate-shop.yml';
    expect(changes[0]?.path).toBe(file);
    expect(next).toContainEqual(expect.stringMatching(/^\.gitlab-ci\.yml: include: .*terragate-shop\.yml/));
    expect(gitlabJobs(changes[0]?.after ?? '')['shop-test']).toMatchObject({
      rules: [{ changes: ['apps/my-api/**/*', file] }, { changes: ['apps/my-api/**/*', file] }],
      variables: { PIPELINE_FOLDER: 'apps/my-api' },
    });
  });

  it('trusts no instance that the remote origin is not at, unless it is told to', async () => {
    origin('git@gitlab.example.com:acme/shop.git');
    expect(await refused()).toEqual([
      expect.stringMatching(
        /^--host-url: .* not at https:\/\/gitlab\.com; give --host-url https:\/\/gitlab\.example\.com/,
      ),
    ]);
    const { changes } = await plan({ hostUrl: 'https://gitlab.example.com' });
    const main = changes.find(({ path }) => path === 'infra/pipeline/main.tf');
    expect(main?.after).toContain('"gitlab.example.com:sub" = "project_path:acme/shop:');
  });

  it('refuses a project and a branch that no condition of GitLab can hold', async () => {
    expect(await refused({ branch: '$CI_COMMIT_BRANCH', repository: 'a/b@1' })).toEqual([
      expect.stringMatching(/^the project: /),
      expect.stringMatching(/^the branch: /),
    ]);
  });
});
