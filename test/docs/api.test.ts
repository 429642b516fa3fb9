import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { REPOSITORY } from '../support/workspace';

test('the reference of the TypeScript classes has no broken link, no type that is not exported, no undocumented name', () => {
  const typedoc = join(REPOSITORY, 'node_modules/typedoc/bin/typedoc');
  const args = ['--options', join(REPOSITORY, 'scripts/typedoc.json'), '--emit', 'none'];
  // Warnings are errors there, and end it with a code that is not 0
  execFileSync(process.execPath, [typedoc, ...args], { cwd: REPOSITORY, stdio: 'pipe' });
}, 120_000);
