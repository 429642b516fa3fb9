import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(__dirname, '..');
const FOLDERS = [
  '.ci',
  '.github',
  'bench',
  'docs',
  'examples',
  'findings',
  'modules',
  'scripts',
  'src',
  'test',
];
const SETTINGS = ['.gitignore', 'biome.json', 'cdktf.json', 'jest.config.js', 'tsconfig.json'];
const PACKAGE = ['package.json', 'package-lock.json'];
const PAGES = ['ARCHITECTURE.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'LICENSE', 'README.md'];

describe('the top level of the repository', () => {
  it('holds folders, settings and pages that have a name here, and nothing that a command left', () => {
    const files = execFileSync('git', ['ls-files', '-z'], { cwd: ROOT, encoding: 'utf8' });
    const names = new Set(
      files
        .split('\0')
        .filter(Boolean)
        .map((path) => path.split('/')[0]),
    );
    expect([...names].sort()).toEqual([...FOLDERS, ...SETTINGS, ...PACKAGE, ...PAGES].sort());
  });
});
