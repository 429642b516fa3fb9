import { readFileSync } from 'node:fs';
import { Workspace } from '../support/workspace';
import { stepsIn } from './page';
import { Reader } from './reader';

const sh = (command: string) => `\`\`\`sh\n${command}\n\`\`\`\n`;

describe('a page', () => {
  test('is a list of steps', () => {
    const page = [
      `## One\n\nRun it:\n\n${sh('cd shop  # a comment\nnpx terragate up \\\n  --yes')}\n\`\`\`text\na … b\n\`\`\``,
      '\nImport at the top of `a.py`:\n\n```python\nimport w\n```\n\nAdd to `a.py`:\n\n```python\nx = 1\n```\n\nWrite `b.tf`:\n\n```hcl\ny = 2\n```',
      '\n## Two\n\nIn `main.tf`, into the module:\n\n```hcl\n  z = 3\n```',
    ].join('\n');
    expect(stepsIn(page, 'page.md')).toEqual([
      expect.objectContaining({
        kind: 'run',
        section: 'One',
        commands: ['cd shop', 'npx terragate up --yes'],
        expected: 'a … b',
      }),
      expect.objectContaining({ kind: 'import', path: 'a.py', text: 'import w' }),
      expect.objectContaining({ kind: 'add', path: 'a.py', text: 'x = 1' }),
      expect.objectContaining({ kind: 'write', path: 'b.tf', text: 'y = 2' }),
      expect.objectContaining({ kind: 'module', section: 'Two', text: '  z = 3' }),
    ]);
  });

  test.each([
    ['of another language', '```powershell\nStart\n```'],
    ['that shows an output of nothing', '```text\nhello\n```'],
  ])('has no block %s', (_, page) => {
    expect(() => stepsIn(page, 'page.md')).toThrow(/^page.md:2: nobody knows what to do with this block/);
  });
});

describe('a reader', () => {
  const workspace = new Workspace('reader');
  const follow = (page: string) => {
    const reader = new Reader(workspace, workspace.path);
    return reader.follow('page.md', stepsIn(page, 'page.md'));
  };

  test('sees a result that differs from the page', async () => {
    await follow(`${sh('npx terragate --version')}\n\`\`\`text\n….…\n\`\`\``);
    await expect(follow(`${sh('npx terragate --version')}\n\`\`\`text\nnothing\n\`\`\``)).rejects.toThrow(
      /^page.md:2: it does not print\nnothing\nbut\n\d/,
    );
    await expect(follow(sh('npx terragate upp'))).rejects.toThrow(
      /page.md:2: npx terragate upp ended with 2/,
    );
  });

  test('refuses a block of an unknown form', async () => {
    await expect(follow(sh('make all'))).rejects.toThrow('nobody knows how to try make all');
    await expect(follow(sh('curl http://localhost:1/'))).rejects.toThrow('does not show what curl prints');
    await expect(follow('For example:\n\n```python\nx = 1\n```')).rejects.toThrow(
      'what to do with this block',
    );
    await expect(follow(sh('npx nothing'))).rejects.toThrow('nobody knows how to try npx nothing');
  });

  test('adds text at the end of a file, and lines of a module into its call', async () => {
    workspace.write('a.py', '"""A."""\n\nfrom b import c\n\nd = 1\n');
    workspace.write('infra/main.tf', 'module "a" {\n  b = {\n  }\n}\n\nlocals {}\n');
    await follow(
      'Add to `a.py`:\n\n```python\ng = 2\n```\n\nPut it into the module:\n\n```hcl\n  h = 3\n```',
    );
    const text = (path: string) => readFileSync(workspace.at(path), 'utf8');
    expect(text('a.py')).toBe('"""A."""\n\nfrom b import c\n\nd = 1\n\n\ng = 2\n');
    expect(text('infra/main.tf')).toBe('module "a" {\n  b = {\n  }\n\n  h = 3\n}\n\nlocals {}\n');
  });
});
