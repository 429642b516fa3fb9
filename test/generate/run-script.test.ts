import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runScript } from '../../src/generate/run-script';
import { REPOSITORY } from '../support/workspace';

describe('the script that starts an app that was there before', () => {
  const withoutHead = (text: string) => text.replace(/^# Starts the application.*\n/m, '');

  it('is that of the example app', () => {
    const example = readFileSync(join(REPOSITORY, 'examples/fastapi-app/run.sh'), 'utf8');
    const script = runScript({ appObject: 'app.main:app' }).text;
    expect(withoutHead(script)).toBe(withoutHead(example));
  });

  it('keeps connections for longer than the adapter, whose pool holds them for four seconds', () => {
    const [, seconds] =
      /--timeout-keep-alive (\d+)/.exec(runScript({ appObject: 'app.main:app' }).text) ?? [];
    expect(Number(seconds)).toBeGreaterThan(2 * 4);
  });

  it('calls a factory, and finds modules in their folder', () => {
    const script = runScript({ appObject: 'shop.main:create()', pythonPath: 'src' }).text;
    expect(script).toContain('\nset -- shop.main:create --factory\n');
    expect(script).toContain("\n  export TERRAGATE_APP='shop.main:create()'\n");
    expect(script).toContain('\n  export TERRAGATE_ACCESS_LOG="${TERRAGATE_ACCESS_LOG:-true}"\n');
    expect(script).toContain('\nexec python -m uvicorn "$@" --app-dir src --host 127.0.0.1 ');
  });
});
