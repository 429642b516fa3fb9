import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { infrastructure } from '../../src/generate/infrastructure';
import { checkedOptions } from '../../src/generate/options';
import { packOwnPackage } from '../../src/generate/own-package';
import { withPaths } from '../openapi/document';
import { describeOnAws } from '../support/on-aws';
import { Terraform } from '../support/terraform';
import { REPOSITORY, Workspace } from '../support/workspace';

const MODULES = join(REPOSITORY, 'node_modules');

/** A document with operations that API Gateway can't hold as routes, below a path. */
function document(prefix: string): string {
  const paths = [`${prefix}/jobs`, `${prefix}/jobs/{job}:start`, `${prefix}/jobs/{job}:stop`, '/health'];
  return withPaths(
    Object.fromEntries(paths.map((path) => [path, { post: { operationId: path.replaceAll(/\W+/g, '_') } }])),
  );
}

describeOnAws(
  'the root of an app with operations that can not have routes',
  { tools: ['terraform'] },
  (aws) => {
    // The library that a stack imports is built with the package
    beforeAll(packOwnPackage, 240_000);

    test.each([
      ['terraform', 'rest-api', '', 'isolated', 'proxy', 3],
      ['terraform', 'rest-api', '/{team}', 'shared', undefined, 1],
      ['terraform', 'rest-api', '/{team}', 'isolated', undefined, 2],
      ['terraform', 'http-api', '/{team}', 'isolated', 'proxy', 3],
      ['typescript', 'rest-api', '', 'isolated', 'proxy', 3],
      ['typescript', 'rest-api', '/{team}', 'isolated', undefined, 2],
    ] as const)(
      'in %s, as %s below "%s" and %s, has a plan that passes',
      async (iac, computeType, prefix, integrationPattern, routes, made) => {
        const workspace = new Workspace('root');
        const options = checkedOptions({ name: 'my-api', iac, computeType, integrationPattern });
        const openapi = { name: 'openapi.json', text: document(prefix) };
        const { files, choice } = infrastructure({ options, openapi, handler: 'run.sh' });
        expect(choice.routes).toBe(routes);
        for (const [path, text] of files) workspace.write(path, text);
        workspace.write('modules/my-api/lambda.zip', '');
        const root = iac === 'terraform' ? workspace.path : synthesized(workspace);
        const main = join(root, iac === 'terraform' ? 'main.tf' : 'cdk.tf.json');
        const text = readFileSync(main, 'utf8');
        // The provider of the emulated AWS in the place of the project's own
        if (iac === 'terraform') writeFileSync(main, text.replace(/^provider "aws" \{[^}]*\}\n/m, ''));
        else {
          const { provider: _, ...rest } = JSON.parse(text);
          writeFileSync(main, JSON.stringify(rest));
        }
        const tf = new Terraform('terraform', root, aws.provider.env);
        if (iac === 'terraform') expect(await tf.fmtCheck()).toBe('');
        tf.writeProvider();
        await tf.init();
        const functions = (await tf.plan()).changes.filter(({ address }) =>
          address.endsWith('.aws_lambda_function.this'),
        );
        expect(functions).toHaveLength(made);
      },
      240_000,
    );
  },
);

/** The synthesized stack of a project in TypeScript, with this checkout's packages in the place of installed ones. */
function synthesized(workspace: Workspace): string {
  mkdirSync(workspace.at('node_modules'));
  for (const name of readdirSync(MODULES))
    symlinkSync(join(MODULES, name), workspace.at('node_modules', name));
  symlinkSync(REPOSITORY, workspace.at('node_modules/terragate'));
  const node = (program: string, ...args: string[]) =>
    spawnSync(process.execPath, [join(MODULES, program), ...args], { cwd: workspace.path, encoding: 'utf8' });
  expect(node('typescript/bin/tsc', '--noEmit').stdout).toBe('');
  const { status, stderr } = node('tsx/dist/cli.mjs', 'main.ts');
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return workspace.at('cdktf.out/stacks/my-api');
}
