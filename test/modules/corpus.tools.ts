import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { moduleFiles } from '../../src/emit';
import { UserError } from '../../src/errors';
import { routerModule } from '../../src/modules';
import { readApiFile } from '../../src/spec';
import { Terraform } from '../support/terraform';
import { describeWithTools } from '../support/tools';
import { REPOSITORY, Workspace } from '../support/workspace';

// Real documents of many projects lie beside the repository where it is developed; elsewhere the suite is skipped.
const CORPUS = process.env.TERRAGATE_CORPUS ?? join(REPOSITORY, '../shared/corpus');
const names = existsSync(CORPUS)
  ? readdirSync(CORPUS).filter((name) => /\.(json|ya?ml)$/.test(name) && name !== 'manifest.json')
  : [];

if (names.length === 0)
  process.stderr.write('skipped: router modules of real documents: no corpus (TERRAGATE_CORPUS)\n');

const suite = (): void => {
  test('are valid, all in one root', async () => {
    const workspace = new Workspace('corpus');
    workspace.copy('modules/rest-api');
    workspace.copy('modules/http-api');
    let root = '';
    let refused = 0;
    for (const [i, name] of names.entries()) {
      for (const kind of ['rest', 'http'] as const) {
        const module = `${kind}-${i}`;
        try {
          const files = moduleFiles(
            routerModule({ name: module, kind, api: readApiFile(join(CORPUS, name)) }),
          );
          for (const [path, text] of files) workspace.write(join('modules', module, path), text);
          root += `module "${module}" {\n  source = "./modules/${module}"\n}\n\n`;
        } catch (error) {
          if (!(error instanceof UserError)) throw error;
          refused += 1;
        }
      }
    }
    expect(refused).toBeLessThan(names.length / 2);
    workspace.write('main.tf', `${root.trim()}\n`);
    const tf = new Terraform('terraform', dirname(workspace.at('main.tf')));
    await tf.init();
    expect(await tf.validate()).toMatchObject({ valid: true, diagnostics: [] });
    expect(await tf.fmtCheck()).toBe('');
  }, 300_000);
};

if (names.length) describeWithTools('router modules of real documents', ['terraform'], suite);
else describe.skip('router modules of real documents', suite);
