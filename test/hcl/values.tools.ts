import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { attribute, block, print } from '../../src/hcl';
import { describeWithTools } from '../support/tools';
import { normal, shown, value } from './json-values';

describeWithTools('Terraform itself', ['terraform'], () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'terragate-values-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('reads random values as they were before they were printed', () => {
    const values = fc.sample(value, { seed: 20260102, numRuns: 1000 });
    const outputs = values.map((item, i) => block('output', [`v${i}`], [attribute('value', { v: item })]));
    writeFileSync(join(folder, 'main.tf'), print(outputs));
    const options = { cwd: folder, encoding: 'utf8', stdio: 'pipe', maxBuffer: 2 ** 28 } as const;

    execFileSync('terraform', ['apply', '-auto-approve', '-no-color'], options);
    const read = JSON.parse(execFileSync('terraform', ['output', '-json'], options)) as Record<
      string,
      { readonly value: unknown }
    >;

    const found = values.map((_, i) => shown(read[`v${i}`]?.value));
    expect(found).toEqual(values.map((item) => shown({ v: normal(item) })));
  });
});
