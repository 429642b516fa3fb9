import { mkdirSync, readFileSync } from 'node:fs';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { UserError } from '../../src/errors';
import { App, TerraformStack } from '../../src/framework';
import { Workspace } from '../support/workspace';

/** A module call as Terraform is told it. */
export type Block = Readonly<Record<string, unknown>>;

/** What a stack of an app says to Terraform. */
export interface Synthesized {
  readonly module: Readonly<Record<string, Block>>;
  readonly resource?: Readonly<Record<string, Readonly<Record<string, Block>>>>;
  readonly output?: Readonly<Record<string, Block>>;
}

/** Synthesizes an app with one stack, `stack`, below a folder of its own. */
export function synthesized(build: (stack: TerraformStack) => void): Synthesized {
  const workspace = new Workspace('facade');
  mkdirSync(workspace.at('cdktf.out'));
  const app = new App({ outdir: workspace.at('cdktf.out') });
  const stack = new TerraformStack(app, 'stack');
  new AwsProvider(stack, 'aws');
  build(stack);
  app.synth();
  return JSON.parse(readFileSync(workspace.at('cdktf.out/stacks/stack/cdk.tf.json'), 'utf8'));
}

/** The inputs of the one module that is called, without what CDKTF adds. */
export function inputs(build: (stack: TerraformStack) => void): Block {
  const { module } = synthesized(build);
  const [block = {}, ...more] = Object.values(module);
  if (more.length) throw new Error('not one module');
  const { source, '//': _, ...rest } = block;
  return rest;
}

/** What a user reads: the problems, all of them. */
export function refused(build: (stack: TerraformStack) => void): string {
  try {
    synthesized(build);
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
  throw new Error('it was taken');
}
