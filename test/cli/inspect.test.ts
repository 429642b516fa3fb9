import { readFileSync } from 'node:fs';
import { writeDiagram } from '../../src/cli/diagram-file';
import { main } from '../../src/cli/main';
import { UserError } from '../../src/errors';
import { MERMAID_MARK } from '../../src/inspect';
import { call, projectFolder } from '../inspect/project';
import { Workspace } from '../support/workspace';
import { keepPrinted } from './printed';

describe('terragate inspect', () => {
  const printed = keepPrinted();

  test('cuts nothing where its output goes to another program', async () => {
    const path = `/${'long-'.repeat(40)}/{item}`;
    const workspace = projectFolder(call(), { [`GET ${path}`]: { operationId: 'get_it' } });
    const columns = Object.getOwnPropertyDescriptor(process.stdout, 'columns');
    const of = async (value: number | undefined) => {
      Object.defineProperty(process.stdout, 'columns', { value, configurable: true });
      printed.out = '';
      expect(await main(['inspect', '--cwd', workspace.path])).toBe(0);
      return printed.out;
    };
    try {
      expect(await of(undefined)).toContain(path);
      expect(await of(80)).not.toContain(path);
    } finally {
      if (columns) Object.defineProperty(process.stdout, 'columns', columns);
      else Reflect.deleteProperty(process.stdout, 'columns');
    }
  });
});

describe('the file of a diagram', () => {
  const text = `${MERMAID_MARK}\nflowchart LR\n`;

  test('is new, unchanged, or changed', () => {
    const file = new Workspace('diagram').at('docs/api.mmd');
    expect(writeDiagram(file, text, false)).toBe('new');
    expect(writeDiagram(file, text, false)).toBe('unchanged');
    expect(writeDiagram(file, `${text}more\n`, false)).toBe('changed');
    expect(readFileSync(file, 'utf8')).toBe(`${text}more\n`);
  });

  test('is never one that somebody else wrote, unless it is said', () => {
    const file = new Workspace('diagram').write('api.mmd', 'flowchart TD\n');
    expect(() => writeDiagram(file, text, false)).toThrow(UserError);
    expect(readFileSync(file, 'utf8')).toBe('flowchart TD\n');
    expect(writeDiagram(file, text, true)).toBe('changed');
  });

  test('is not a folder', () => {
    expect(() => writeDiagram(new Workspace('diagram').path, text, true)).toThrow('the path is a folder');
  });
});
