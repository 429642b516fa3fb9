import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkedOptions } from '../../src/generate';
import { projectFiles } from '../../src/generate/project';
import { Terraform } from '../support/terraform';
import { describeWithTools } from '../support/tools';
import { Workspace } from '../support/workspace';
import { COMBINATIONS } from './combinations';

describeWithTools('the Terraform root of a new project', ['terraform', 'tflint'], () => {
  const workspace = new Workspace('infra');
  const roots = COMBINATIONS.filter(({ iac }) => iac === 'terraform');

  test.each(roots)(
    'with $computeType $integrationPattern $auth $handler $pythonVersion is formatted, valid and without findings',
    async (given) => {
      const name = `${given.computeType}-${given.auth}-${given.integrationPattern}`.toLowerCase();
      for (const [path, { text }] of projectFiles(checkedOptions({ ...given, name })))
        if (path.startsWith('infra/')) workspace.write(`${name}/${path}`, text);
      // Python 3.14 needs a provider that not every machine has; its settings are the same to validate
      const main = join(workspace.at(name, 'infra'), 'main.tf');
      const text = readFileSync(main, 'utf8');
      expect(text.includes('>= 6.20')).toBe(given.pythonVersion === '3.14');
      writeFileSync(main, text.replace('>= 6.20', '>= 5.100'));
      const terraform = new Terraform('terraform', workspace.at(name, 'infra'));

      expect(await terraform.fmtCheck()).toBe('');
      await terraform.init();
      expect(await terraform.validate()).toMatchObject({ valid: true, diagnostics: [] });
      workspace.write(
        `${name}/.tflint.hcl`,
        'plugin "terraform" {\n  enabled = true\n  preset  = "all"\n}\nrule "terraform_standard_module_structure" {\n  enabled = true\n}\n',
      );
      const args = ['--chdir', workspace.at(name, 'infra'), '--config', workspace.at(name, '.tflint.hcl')];
      expect(execFileSync('tflint', [...args, '--format', 'compact'], { encoding: 'utf8' })).toBe('');
    },
    120_000,
  );
});
