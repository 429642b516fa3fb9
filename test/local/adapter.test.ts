import { execFileSync } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { findAdapter, layOutAdapter } from '../../src/local/adapter';
import { Workspace } from '../support/workspace';

describe('the adapter', () => {
  const before = { ...process.env };
  let workspace: Workspace;

  beforeEach(() => {
    workspace = new Workspace('adapter');
    delete process.env.LAMBDA_ADAPTER;
    process.env.PATH = workspace.at('bin');
  });

  afterEach(() => {
    process.env = { ...before };
    workspace.remove();
  });

  test('is found by option, then LAMBDA_ADAPTER, then PATH', () => {
    expect(findAdapter()).toBeUndefined();
    const onPath = workspace.write('bin/lambda-adapter', '', 0o755);
    expect(findAdapter()).toBe(onPath);
    process.env.LAMBDA_ADAPTER = workspace.write('named', '', 0o755);
    expect(findAdapter()).toBe(workspace.at('named'));
    const given = workspace.write('given', '', 0o755);
    expect(findAdapter(given)).toBe(given);
  });

  test('is refused by name when a path was given that is not there', () => {
    expect(() => findAdapter('/no/such/adapter')).toThrow(
      /adapter: no such file\n {2}got: {5}"\/no\/such\/adapter"/,
    );
    process.env.LAMBDA_ADAPTER = '/no/other';
    expect(() => findAdapter()).toThrow(/LAMBDA_ADAPTER: no such file/);
  });

  test('stands for the layers of both architectures, whose bootstrap runs the handler', async () => {
    const adapter = workspace.write('lambda-adapter', '', 0o755);
    for (let again = 0; again < 2; again++) await layOutAdapter(workspace.at('layers'), adapter);
    workspace.write('task/run.sh', '#!/bin/sh\necho "it runs"\n', 0o755);
    for (const layer of ['LambdaAdapterLayerX86', 'LambdaAdapterLayerArm64']) {
      expect(realpathSync(workspace.at('layers', layer, 'extensions', 'lambda-adapter'))).toBe(adapter);
      const env = { LAMBDA_TASK_ROOT: workspace.at('task'), _HANDLER: 'run.sh' };
      expect(execFileSync(workspace.at('layers', layer, 'bootstrap'), { env }).toString()).toBe('it runs\n');
    }
  });
});
