import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { planPipeline } from '../../src/pipeline';
import { readProject } from '../../src/project';
import { REPOSITORY, Workspace } from '../support/workspace';
import { Example } from './example';

const NAMES = ['dev', 'staging', 'prod'];

describe('the example environments', () => {
  const example = new Example('environments');
  const inRoot = (ending: string) =>
    readdirSync(join(example.folder, 'terraform')).filter((name) => name.endsWith(ending));

  it('has the modules that terragate synth writes for it now', () => {
    // It throws where there are changes. Then: npx terragate synth --cwd examples/environments
    expect(example.changesOfModules()).toEqual([]);
  });

  it('keeps out of Git what a new project does, once it is a repository of its own', () => {
    const lines = (text: string) => text.split('\n').filter((line) => line && !line.startsWith('#'));
    const ofNew = lines(readFileSync(join(REPOSITORY, 'src/generate/template/any/gitignore'), 'utf8'));
    expect(ofNew).toContain('node_modules/');
    expect(lines(example.read('.gitignore'))).toEqual(expect.arrayContaining([...ofNew, '.env', '*.db']));
  });

  it('knows AWS in one file alone, which only a setting has imported', () => {
    expect(example.naming(/^ *(?:import|from) boto/m)).toEqual(['aws.py']);
    expect(example.naming(/^from app\.aws import/m)).toEqual([]);
    expect(example.naming(/^ +from app\.aws import/m)).toEqual(['database.py']);
  });

  it('has what differs between environments in the file of each, and nowhere else in the root', () => {
    const names = new RegExp(String.raw`\b(?:${NAMES.join('|')})\b`);
    const naming = inRoot('.tf').flatMap((name) =>
      example
        .read(`terraform/${name}`)
        .split('\n')
        // Comments and descriptions may say "such as staging"
        .filter((line) => names.test(line.replace(/#.*$|description.*$|error_message.*$/, ''))),
    );
    expect(naming).toEqual([]);
    const files = readdirSync(join(example.folder, 'terraform/envs'));
    expect(files.filter((name) => name.endsWith('.tfvars')).sort()).toEqual(
      NAMES.map((name) => `${name}.tfvars`).sort(),
    );
    expect(inRoot('.tfvars')).toEqual([]);
  });

  it('sets variables alone that the root has', () => {
    const known = [...example.read('terraform/variables.tf').matchAll(/^variable "(\w+)"/gm)].map(
      ([, name]) => name,
    );
    for (const name of NAMES) {
      const set = [...example.read(`terraform/envs/${name}.tfvars`).matchAll(/^(\w+)\s*=/gm)].map(
        ([, variable]) => variable,
      );
      expect(set).toContain('environment');
      expect(set.filter((variable) => !known.includes(variable))).toEqual([]);
    }
  });

  it('is described by the table of docs/team.md', () => {
    const page = readFileSync(join(REPOSITORY, 'docs/team.md'), 'utf8');
    const row = (title: string) => {
      const line = page.split('\n').find((one) => one.startsWith(`| ${title} |`)) ?? '';
      return (
        line
          .split('|')
          .slice(2, -1)
          .join()
          .match(/[\d.]+/g) ?? []
      ).map(Number);
    };
    // Where the file gives none, it is the default of the root
    const values = (...settings: readonly (readonly [RegExp, number?])[]) =>
      NAMES.flatMap((name) => {
        const text = example.read(`terraform/envs/${name}.tfvars`);
        return settings.map(([setting, missing]) => Number(setting.exec(text)?.[1] ?? missing));
      });
    expect(row('memory of the functions')).toEqual(values([/memory_size\s*= (\d+)/]));
    expect(row('requests a second, at once')).toEqual(values([/rate = (\d+)/], [/burst = (\d+)/]));
    expect(row('database, in units of 2 GB')).toEqual(
      values([/min_capacity = (\d+)/, 0.5], [/max_capacity = (\d+)/]),
    );
    const days = values([/backup_days = (\d+)/], [/log_retention_in_days = (\d+)/]);
    expect(row('backups, logs')).toEqual(days.slice(0, -1));
    expect(days.at(-1)).toBe(365);
  });

  it('has the pipeline that terragate pipeline github writes for it now', async () => {
    const workspace = new Workspace('environments-pipeline');
    const folder = workspace.copy('examples/environments', 'board');
    // What npm install makes of its package.json
    workspace.write('board/package-lock.json', '{}');
    const git = (...args: string[]) => execFileSync('git', ['-C', folder, ...args]);
    git('init', '--quiet');
    git('remote', 'add', 'origin', 'git@github.com:acme/board.git');
    const { changes, environments, notes } = await planPipeline(readProject(folder), { host: 'github' });

    // Then: terragate pipeline github, in a copy of the folder that is a repository with that remote
    expect(changes.map(({ path }) => path)).toEqual([]);
    expect(environments.map(({ title, isApproved }) => [title, isApproved])).toEqual(
      NAMES.map((name) => [name, name === 'prod']),
    );
    // What the command knows no permissions for, the variables of the roles give
    const unknown = notes.join().match(/aws_\w+/g) ?? [];
    const given = readFileSync(join(folder, 'terraform/pipeline/terraform.tfvars'), 'utf8');
    const services = {
      ...{ aws_cloudfront_distribution: 'cloudfront', aws_cloudfront_origin_access_control: 'cloudfront' },
      ...{ aws_sns_topic: 'sns', aws_sns_topic_subscription: 'sns', aws_wafv2_web_acl: 'wafv2' },
    };
    expect(unknown.sort()).toEqual(Object.keys(services).sort());
    for (const service of Object.values(services)) expect(given).toContain(`"${service}:`);
  });
});
