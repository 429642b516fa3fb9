import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { print } from '../../src/hcl';
import { describeWithTools } from '../support/tools';
import { body } from './arbitraries';

const FILES = 300;

describe.each(['terraform', 'terraform-1.5.7', 'tofu'] as const)('%s', (program) => {
  describeWithTools('fmt', [program], () => {
    let folder = '';
    beforeAll(() => {
      folder = mkdtempSync(join(tmpdir(), 'terragate-fmt-'));
    });
    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    it('leaves random bodies as they were printed', () => {
      const printed = fc.sample(body, { seed: 20260101, numRuns: FILES }).map((items) => print(items));
      for (const [i, text] of printed.entries()) writeFileSync(join(folder, `${i}.tf`), text);

      execFileSync(program, ['fmt', folder], { stdio: 'pipe' });

      const formatted = printed.map((_, i) => readFileSync(join(folder, `${i}.tf`), 'utf8'));
      expect(formatted).toEqual(printed);
      expect(printed.join('').length).toBeGreaterThan(FILES * 1000);
    });

    it('leaves the HCL files of router modules as they are written', () => {
      const args = [
        'fmt',
        '-check',
        '-recursive',
        '-list=true',
        join(__dirname, '../../src/modules/router/hcl'),
      ];

      expect(execFileSync(program, args, { encoding: 'utf8', stdio: 'pipe' })).toBe('');
    });
  });
});
