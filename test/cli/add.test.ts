import { readdirSync, writeFileSync } from 'node:fs';
import { Printer } from '../../src/cli/context';
import { make } from '../../src/cli/create';
import { main } from '../../src/cli/main';
import { outputTo } from '../../src/cli/output';
import { Workspace } from '../support/workspace';
import { keepPrinted } from './printed';

// What it writes is tested in test/generate/add.test.ts, without Python: here is what is told without it

describe('terragate add', () => {
  const workspace = new Workspace('cli-add');
  const printed = keepPrinted();

  const layout = (name: string, copy: string) => {
    workspace.copy(`test/fixtures/layouts/${name}`, copy);
    return workspace.at(copy);
  };

  it('has help with an example', async () => {
    expect(await main(['add', '--help'])).toBe(0);
    expect(printed.out).toMatch(/Example:\n {2}terragate add --app src\/shop\/main\.py:app/);
  });

  it('says in its help what add takes where nothing is given, which is not what new takes', async () => {
    const helpOf = async (command: string) => {
      printed.out = '';
      await main([command, '--help']);
      return printed.out.replace(/\s+/g, ' ');
    };
    expect(await helpOf('add')).toMatch(
      /isolated or shared \(default: shared\).*default: what the project says, else 3\.13\)/,
    );
    expect(await helpOf('new')).toMatch(/isolated or shared \(default: isolated\).*\(default: 3\.13\)/);
  });

  it('takes --yes as other commands do, and asks nothing', async () => {
    const folder = layout('single-file', 'yes');
    writeFileSync(`${folder}/terragate.json`, '{}');
    expect(await main(['add', '--cwd', folder, '--yes'])).toBe(1);
    expect(printed.err).toContain(`${folder}/terragate.json`);
  });

  it('says which applications there are when it is given another', async () => {
    const folder = layout('app-factory', 'wrong');
    expect(await main(['add', '--cwd', folder, '--app', 'src/shop/main.py:app'])).toBe(1);
    expect(printed.err).toMatch(/the file has no "app"[\s\S]*allowed: src\/shop\/main\.py:create_app\(\)/);
  });

  it('says what is in the way as JSON, and writes nothing', async () => {
    const folder = layout('single-file', 'taken');
    writeFileSync(`${folder}/terragate.json`, '{}');
    const before = readdirSync(folder);
    expect(await main(['add', '--cwd', folder, '--json'])).toBe(1);
    expect(JSON.parse(printed.out)).toEqual({
      problems: [expect.objectContaining({ where: `${folder}/terragate.json` })],
    });
    expect(readdirSync(folder)).toEqual(before);
  });

  it('says what it set for operations that can not have routes, in words and as JSON', async () => {
    const made = {
      folder: '/shop',
      files: ['infra/main.tf'],
      lines: new Map([['infra/main.tf', 3]]),
      next: [{ command: 'npm install', does: 'install the terragate command' }],
      notes: ['an operation can not have a route in API Gateway: it is left out', '  TRACE /a (a): a reason'],
    };
    const outputs = { out: outputTo(process.stdout), err: outputTo(process.stderr) };
    await make(new Printer({}, outputs), { title: 'added', dryRun: false }, async () => made);
    expect(printed.out).toContain(
      'of its modules\n! an operation can not have a route in API Gateway: it is left out\n    TRACE /a (a): a reason\n\n  npm install',
    );
    printed.out = '';
    await make(new Printer({ json: true }, outputs), { title: 'added', dryRun: false }, async () => made);
    expect(JSON.parse(printed.out).notes).toEqual(made.notes);
  });

  it('needs a folder that is there', async () => {
    expect(await main(['add', '--cwd', workspace.at('nowhere')])).toBe(1);
    expect(printed.err).toMatch(/the folder does not exist/);
  });
});
