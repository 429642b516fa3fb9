import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readProject } from '../../src/project';
import { checkSynth } from '../../src/synth';
import { REPOSITORY } from '../support/workspace';

const FOLDER = join(REPOSITORY, 'examples/shop');
const read = (path: string) => readFileSync(join(FOLDER, path), 'utf8');

describe('the example shop', () => {
  it('has the modules that terragate synth writes for it now', () => {
    const { modules } = readProject(FOLDER);
    if (!modules) throw new Error('no modules');
    const { folder: modulesDir, ...rest } = modules;

    // It throws where there are changes. Then: npx terragate synth --cwd examples/shop
    expect(checkSynth({ ...rest, openapi: join(FOLDER, 'openapi.json'), modulesDir }).changes).toEqual([]);
  });

  it('knows AWS in one file alone, which only a setting has imported', () => {
    const files = readdirSync(join(FOLDER, 'app'), { encoding: 'utf8', recursive: true });
    const naming = (words: RegExp) =>
      files.filter((path) => path.endsWith('.py') && words.test(read(join('app', path)))).sort();
    expect(naming(/^ *(?:import|from) boto/m)).toEqual(['core/aws.py']);
    expect(naming(/^from app\.core\.aws import/m)).toEqual([]);
    expect(naming(/^ +from app\.core\.aws import/m)).toEqual(['core/tasks.py', 'db/session.py']);
  });
});
