import { readFileSync } from 'node:fs';
import { writeDiagram } from '../../src/cli/diagram-file';
import { UserError } from '../../src/errors';
import { MERMAID_MARK } from '../../src/inspect';
import { Workspace } from '../support/workspace';

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
