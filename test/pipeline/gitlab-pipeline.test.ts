import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { pipelineEnvironments } from '../../src/pipeline/environments';
import type { GitlabPipelineOf } from '../../src/pipeline/gitlab-pipeline';
import { readProject } from '../../src/project';
import { Workspace } from '../support/workspace';
import { type GitlabJob, gitlabJobs, gitlabText } from './gitlab-file';
import { writeProject } from './support';

const PUSH = '$CI_PIPELINE_SOURCE == "push" && $CI_COMMIT_BRANCH == "main"';
const REQUEST =
  '$CI_PIPELINE_SOURCE == "merge_request_event" && $CI_MERGE_REQUEST_TARGET_BRANCH_NAME == "main"';
const HERE = '$CI_PROJECT_PATH == "acme/shop"';
const OWN = `${REQUEST} && $CI_MERGE_REQUEST_SOURCE_PROJECT_ID == $CI_PROJECT_ID && ${HERE}`;

describe('the pipeline of GitLab', () => {
  const workspace = new Workspace('gitlab-pipeline');
  let text = '';
  let jobs: Readonly<Record<string, GitlabJob>> = {};

  const written = (more: Partial<GitlabPipelineOf> = {}) => gitlabText(workspace.path, more);
  const by = <T>(value: (job: GitlabJob) => T) =>
    Object.fromEntries(Object.entries(jobs).map(([name, job]) => [name, value(job)]));
  const commands = (name: string) => jobs[name]?.script.join('\n') ?? '';

  beforeAll(() => {
    writeProject(workspace);
    text = written({ planBranches: '*' });
    jobs = gitlabJobs(text);
  });

  it('names the environment in each command for AWS, and none where the project has none', () => {
    const onAws = (pipeline: string) => pipeline.match(/terragate up --aws.*/g) ?? [];
    expect(onAws(text)).toHaveLength(7);
    for (const command of onAws(text)) expect(command).toContain('--aws --env "$PIPELINE_ENVIRONMENT" --');
    const environments = pipelineEnvironments(readProject(workspace.path)).map((one) => ({
      ...one,
      name: undefined,
    }));
    expect(onAws(written({ planBranches: '*', environments })).join()).not.toContain('--env');
  });

  it('tests without a token of AWS, and asks for tokens of one audience elsewhere', () => {
    const token = { TERRAGATE_ID_TOKEN: { aud: 'terragate' } };
    expect(by(({ id_tokens }) => id_tokens)).toEqual({
      test: undefined,
      'plan-staging': token,
      'plan-prod': token,
      note: undefined,
      'apply-staging': token,
      'preview-prod': token,
      'apply-prod': token,
      'drift-staging': token,
      'drift-prod': token,
    });
  });

  it('takes the role of an apply for a push to the branch alone, and the one that reads elsewhere, in no fork', () => {
    const role = (account: string, name: string) => `arn:aws:iam::${account}:role/terragate/shop-${name}`;
    const schedule = `$CI_PIPELINE_SOURCE == "schedule" && $CI_COMMIT_BRANCH == "main" && ${HERE}`;
    const [staging, prod] = ['123456789012', '210987654321'];
    expect(by(({ rules, variables }) => [variables.PIPELINE_ROLE, ...rules.map((rule) => rule.if)])).toEqual({
      test: [undefined, REQUEST, PUSH],
      'plan-staging': [role(staging, 'staging-plan'), OWN],
      'plan-prod': [role(prod, 'prod-plan'), OWN],
      note: [undefined, `${OWN} && $TERRAGATE_NOTES_TOKEN`],
      'apply-staging': [role(staging, 'staging-apply'), `${PUSH} && ${HERE}`],
      'preview-prod': [role(prod, 'prod-plan'), `${PUSH} && ${HERE}`],
      'apply-prod': [role(prod, 'prod-apply'), `${PUSH} && ${HERE}`],
      'drift-staging': [role(staging, 'staging-plan'), schedule],
      'drift-prod': [role(prod, 'prod-plan'), schedule],
    });
  });

  it('plans no merge request unless it is told whose branches may', () => {
    const names = Object.keys(gitlabJobs(written()));
    expect(names).toEqual(Object.keys(jobs).filter((name) => !/^(?:plan-|note$)/.test(name)));
    const some = gitlabJobs(written({ planBranches: 'team.a/*' }));
    expect(some['plan-prod']?.rules).toEqual([
      { if: `${OWN} && $CI_MERGE_REQUEST_SOURCE_BRANCH_NAME =~ /^team\\.a\\/.*$/` },
    ]);
  });

  it('applies one environment after the other, the approved one by hand, and never two at a time', () => {
    expect(jobs['apply-staging']).toMatchObject({
      needs: ['test'],
      environment: { name: 'staging' },
      resource_group: 'terragate-shop-staging',
      interruptible: false,
    });
    expect(jobs['apply-staging']?.rules[0]?.when).toBeUndefined();
    expect(jobs['preview-prod']?.needs).toEqual(['apply-staging']);
    expect(jobs['apply-prod']).toMatchObject({
      needs: ['preview-prod'],
      rules: [{ when: 'manual' }],
      environment: { name: 'prod' },
      resource_group: 'terragate-shop-prod',
      interruptible: false,
    });
    const applying = Object.keys(jobs).filter((name) => commands(name).includes('--yes'));
    expect(applying).toEqual(['apply-staging', 'apply-prod']);
    for (const name of ['plan-staging', 'plan-prod', 'preview-prod'])
      expect(commands(name)).toContain('--dry-run');
    for (const name of ['drift-staging', 'drift-prod']) expect(commands(name)).toContain('--check');
  });

  it('has no text of others in a script, variables in double quotes alone, and images by their digest', () => {
    for (const { before_script = [], script, image } of Object.values(jobs)) {
      const lines = [...before_script, ...script.filter((line) => !line.startsWith('node '))].join('\n');
      expect(lines).not.toMatch(/\$\{?CI_(?:COMMIT|MERGE_REQUEST)/);
      const unquoted = lines
        .replace(/'[^']*'/g, '')
        .replace(/"(?:\$\([^)]*\)|[^"])*"/g, '')
        .match(/\$[\w{(]\w*/g);
      expect(unquoted).toBeNull();
      expect(image).toMatch(/^node:22-bookworm@sha256:[0-9a-f]{64}$/);
    }
  });

  it('installs Terragate by the lock of the project', () => {
    for (const [name, { before_script = [], script }] of Object.entries(jobs)) {
      if (name === 'note') continue;
      expect([name, before_script.join('\n')]).toEqual([name, expect.stringContaining('npm ci')]);
      expect(script.join('\n').match(/npx (?!--no-install )/)).toBeNull();
    }
  });

  it('installs no Terraform that is not the one whose checksum it knows', () => {
    const [install = ''] = jobs['plan-prod']?.before_script?.filter((line) => line.includes('curl')) ?? [];
    const written = workspace.at('unzipped');
    workspace.write(
      'bin/curl',
      '#!/bin/sh\nwhile [ "$1" != --output ]; do shift; done; echo other > "$2"\n',
      0o755,
    );
    workspace.write('bin/unzip', `#!/bin/sh\ntouch '${written}'\n`, 0o755);
    const { status, stderr } = spawnSync('bash', ['--norc', '-eo', 'pipefail', '-c', install], {
      env: { PATH: `${workspace.at('bin')}:${process.env.PATH}` },
      encoding: 'utf8',
    });
    expect([status, stderr]).toEqual([1, expect.stringMatching(/checksum/)]);
    expect(existsSync(written)).toBe(false);
  });

  it('gives the token to AWS by a file of the user alone, and goes by no other credentials', () => {
    const [credentials = ''] =
      jobs['plan-prod']?.before_script?.filter((line) => line.includes('AWS_WEB_IDENTITY_TOKEN_FILE')) ?? [];
    const look = `stat -c %a "$AWS_WEB_IDENTITY_TOKEN_FILE"; cp "$AWS_WEB_IDENTITY_TOKEN_FILE" '${workspace.at('token')}'
echo "$AWS_WEB_IDENTITY_TOKEN_FILE $AWS_ROLE_ARN $AWS_REGION \${AWS_ACCESS_KEY_ID-none} \${TERRAGATE_ID_TOKEN-none}"`;
    const { PATH } = process.env;
    const given = {
      TERRAGATE_ID_TOKEN: 'a.b.c',
      PIPELINE_ROLE: 'arn',
      PIPELINE_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'of-a-group',
    };
    const { stdout, stderr, status } = spawnSync(
      'bash',
      ['--norc', '-eo', 'pipefail', '-c', `${credentials}\n${look}`],
      {
        env: { PATH, ...given },
        encoding: 'utf8',
      },
    );
    expect([status, stderr]).toEqual([0, '']);
    const [mode, line = ''] = stdout.trim().split('\n');
    expect([mode, line.split(' ').slice(1)]).toEqual(['600', ['arn', 'eu-central-1', 'none', 'none']]);
    expect(stdout).not.toContain('a.b.c');
    expect(readFileSync(workspace.at('token'), 'utf8')).toBe('a.b.c');
    expect(existsSync(line.split(' ')[0] ?? '')).toBe(false);
  });

  it('runs for changes in its own folder, with names of its own, where a repository has several projects', () => {
    const file = '.gitlab/terragate-shop.yml';
    const some = gitlabJobs(
      written({ folder: 'apps/my shop', root: 'apps/my shop/infra', file, prefix: 'shop-' }),
    );
    expect(Object.keys(some).every((name) => name.startsWith('shop-'))).toBe(true);
    expect(some['shop-apply-staging']).toMatchObject({
      extends: '.shop-aws',
      needs: ['shop-test'],
      rules: [{ changes: ['apps/my shop/**/*', file] }],
      variables: { PIPELINE_FOLDER: 'apps/my shop' },
    });
    expect(Object.keys(some).filter((name) => some[name]?.needs?.some((one) => !some[one]))).toEqual([]);
  });
});
