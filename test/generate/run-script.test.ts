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

  it('calls a factory, and finds modules in their folder', () => {
    expect(runScript({ appObject: 'shop.main:create()', pythonPath: 'src' }).text).toContain(
      '\nexec python -m uvicorn shop.main:create --factory --app-dir src --host 127.0.0.1 ',
    );
  });
});
