import { spawnSync } from 'node:child_process';
import { parse } from 'yaml';
import { pipelineEnvironments } from '../../src/pipeline/environments';
import { githubWorkflow } from '../../src/pipeline/github-workflow';
import { readProject } from '../../src/project';
import { describeUnless } from '../support/tools';
import { Workspace } from '../support/workspace';
import { writeProject } from './support';

interface Job {
  readonly if: string;
  readonly needs?: string;
  readonly environment?: string;
  readonly permissions: Readonly<Record<string, string>>;
  readonly concurrency?: { readonly group: string; readonly 'cancel-in-progress': boolean };
  readonly strategy?: { readonly matrix: { readonly include: readonly Readonly<Record<string, string>>[] } };
  readonly steps: readonly {
    readonly uses?: string;
    readonly run?: string;
    readonly with?: Readonly<Record<string, unknown>>;
    readonly env?: Readonly<Record<string, string>>;
  }[];
}

describe('the workflow of GitHub', () => {
  const workspace = new Workspace('github-workflow');
  let text = '';
  let jobs: Readonly<Record<string, Job>> = {};
  let on: Readonly<Record<string, unknown>> = {};

  const written = (folder = '.', environments = pipelineEnvironments(readProject(workspace.path))) =>
    githubWorkflow({
      project: 'shop',
      folder,
      root: 'infra',
      branch: 'main',
      environments,
      hasModules: true,
    });
  const commands = (name: string) => jobs[name]?.steps.flatMap(({ run }) => run ?? []).join('\n') ?? '';

  beforeAll(() => {
    writeProject(workspace);
    text = written();
    ({ jobs, on } = parse(text) as { jobs: typeof jobs; on: typeof on });
  });

  it('gives each job what it needs, and nothing by default', () => {
    expect((parse(text) as { permissions: object }).permissions).toEqual({});
    const code = { contents: 'read' };
    const token = { ...code, 'id-token': 'write' };
    expect(Object.fromEntries(Object.entries(jobs).map(([name, one]) => [name, one.permissions]))).toEqual({
      test: code,
      plan: token,
      comment: { 'pull-requests': 'write' },
      'apply-staging': token,
      'plan-prod': { ...token, actions: 'read' },
      'apply-prod': token,
      drift: token,
    });
  });

  it('takes the role of an apply on the branch alone, and the one that reads elsewhere', () => {
    const roleOf = ({ steps, strategy }: Job) => {
      const roles = steps.flatMap((step) => step.with?.['role-to-assume'] ?? []);
      return strategy ? strategy.matrix.include.map(({ role }) => role) : roles;
    };
    const role = (account: string, name: string) => `arn:aws:iam::${account}:role/terragate/shop-${name}`;
    const reading = [role('123456789012', 'staging-plan'), role('210987654321', 'prod-plan')];
    expect(Object.fromEntries(Object.entries(jobs).map(([name, one]) => [name, roleOf(one)]))).toEqual({
      test: [],
      plan: reading,
      comment: [],
      'apply-staging': [role('123456789012', 'staging-apply')],
      'plan-prod': [role('210987654321', 'prod-plan')],
      'apply-prod': [role('210987654321', 'prod-apply')],
      drift: reading,
    });
    expect(on).toMatchObject({ push: { branches: ['main'] }, pull_request: { branches: ['main'] } });
    expect(on).not.toHaveProperty('pull_request_target');
    for (const name of ['apply-staging', 'plan-prod', 'apply-prod'])
      expect(jobs[name]?.if).toBe("github.event_name == 'push'");
  });

  it('plans no pull request of a fork', () => {
    expect(jobs.plan?.if).toContain('github.event.pull_request.head.repo.full_name == github.repository');
    expect(jobs.comment?.needs).toBe('plan');
  });

  it('applies one environment after the other, the approved one last, and never two at a time', () => {
    expect(jobs['apply-staging']).toMatchObject({
      needs: 'test',
      concurrency: { group: 'terragate-shop-staging', 'cancel-in-progress': false },
    });
    expect(jobs['apply-staging']?.environment).toBeUndefined();
    expect(jobs['plan-prod']?.needs).toBe('apply-staging');
    expect(jobs['apply-prod']).toMatchObject({
      needs: 'plan-prod',
      environment: 'prod',
      concurrency: { group: 'terragate-shop-prod', 'cancel-in-progress': false },
    });
    expect(commands('plan-prod')).toContain('required_reviewers');
  });

  it('applies nothing but where it says so', () => {
    const applying = Object.keys(jobs).filter((name) => commands(name).includes('--yes'));
    expect(applying).toEqual(['apply-staging', 'apply-prod']);
    expect(commands('plan')).toContain('--dry-run');
    expect(commands('drift')).toContain('--check');
  });

  it('names the environment in each command for AWS, and none where the project has none', () => {
    const onAws = (workflow: string) => workflow.match(/terragate up --aws.*/g) ?? [];
    expect(onAws(text)).toHaveLength(5);
    for (const command of onAws(text)) expect(command).toContain('--aws --env "$ENVIRONMENT" --');
    const unnamed = pipelineEnvironments(readProject(workspace.path)).map((one) => ({
      ...one,
      name: undefined,
    }));
    expect(onAws(written('.', unnamed))).toHaveLength(5);
    expect(onAws(written('.', unnamed)).join()).not.toContain('--env');
  });

  it('has no text of others in a script, no secret, and actions by their commits alone', () => {
    const steps = Object.values(jobs).flatMap((job) => job.steps);
    for (const { run, uses } of steps) {
      expect(run ?? '').not.toContain('${{');
      if (uses !== undefined) expect(uses).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/);
    }
    expect(text).not.toMatch(/\bsecrets\./);
    const checkouts = steps.filter(({ uses }) => uses?.startsWith('actions/checkout@'));
    expect(checkouts.length).toBe(6);
    for (const one of checkouts) expect(one.with?.['persist-credentials']).toBe(false);
  });

  it('installs Terragate by the lock of the project', () => {
    for (const [name, { steps }] of Object.entries(jobs)) {
      const runs = steps.flatMap(({ run }) => run ?? []);
      const first = runs.findIndex((run) => run.includes('terragate up') || run.includes('terragate test'));
      if (first >= 0)
        expect([name, runs.slice(0, first).join()]).toEqual([name, expect.stringContaining('npm ci')]);
      expect(runs.join().match(/npx (?!--no-install )/)).toBeNull();
    }
  });

  // No registry has actionlint: it is run where a developer has it
  const { error: missing } = spawnSync('actionlint', ['-version']);
  describeUnless('beside actionlint', missing ? ['actionlint is not on PATH'] : [], () => {
    it('has nothing that it finds', () => {
      const { status, stdout } = spawnSync('actionlint', ['-'], { input: text, encoding: 'utf8' });
      expect([status, stdout]).toEqual([0, '']);
    });
  });

  it('reads a folder of any name as that folder', () => {
    const folder = 'a ${{ github.token }}: "b"';
    const parsed = parse(written(folder)) as { defaults: { run: { 'working-directory': string } } };
    expect(parsed.defaults.run['working-directory']).toBe(`a \${{ '\${{' }} github.token }}: "b"`);
  });
});
