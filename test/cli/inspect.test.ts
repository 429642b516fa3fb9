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

describe('terragate inspect --cost', () => {
  const printed = keepPrinted();
  const run = (...args: string[]) => main(['inspect', ...args, '--cwd', projectFolder(call()).path]);
  const problems = () => JSON.parse(printed.out).problems as { where: string; what: string; got?: string }[];

  test('prints what a month costs, as JSON too', async () => {
    expect(await run('--cost', '--requests', '2e6', '--free-tier', '--json')).toBe(0);
    const { region, traffic, apis } = JSON.parse(printed.out);
    expect(region).toBe('us-east-1');
    expect(traffic).toMatchObject({ requests: 2_000_000, milliseconds: 50, freeTier: true });
    expect(apis[0].lines).toContainEqual(
      expect.objectContaining({ item: 'Lambda requests', quantity: 2_000_000, usd: 0.2, read: '2026-09-20' }),
    );
  });

  test('names all numbers that are none at once', async () => {
    const wrong = ['--requests', 'abc', '--duration', '-1', '--answer-kb', '1e400', '--metrics', '1.5'];
    expect(await run('--cost', ...wrong, '--nat-gb', '', '--json')).toBe(2);
    expect(problems().map(({ where, got }) => [where, got])).toEqual([
      ['--requests', 'abc'],
      ['--duration', '-1'],
      ['--answer-kb', '1e400'],
      ['--metrics', '1.5'],
      ['--nat-gb', ''],
    ]);
    expect(problems()[0]?.what).toBe(
      'give a whole number from 0 to 1,000,000,000,000,000, such as 1000000 or 1e6',
    );
  });

  test.each([
    ['a diagram', ['--cost', '--format', 'svg'], "leave out '--app', '--format' and '--out'"],
    ['traffic without --cost', ['--requests', '5', '--free-tier'], "'--requests', '--free-tier'"],
  ])('is not mixed up with %s', async (_, args, message) => {
    expect(await run(...args)).toBe(2);
    expect(printed.err).toContain(message);
  });

  test('needs a project', async () => {
    const empty = new Workspace('empty').write('.keep', '').replace(/\/\.keep$/, '');
    expect(await main(['inspect', '--cost', '--cwd', empty, '--json'])).toBe(1);
    expect(problems()[0]?.what).toMatch(/^there is no project/);
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
