import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ModuleHcl } from '../../src/module-stack/declarations';
import { hclText } from '../../src/modules/router/hcl-text';
import { newModule } from '../emit/module';
import { moduleOf, textOf } from './emitted';

const FOLDER = join(__dirname, '../../src/modules/router/hcl');
const paths = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).filter((path) =>
  path.endsWith('.tf'),
);

/** The texts that are in a module. */
function textsOf(name: string): string[] {
  return moduleOf(name)
    .stack.node.children.filter((child) => child instanceof ModuleHcl)
    .map(({ text }) => text);
}

describe('the HCL of router modules', () => {
  it('is in the modules file by file: the shared files in both kinds, the others in one', () => {
    const kindsOf = (path: string) =>
      ['my-api', 'my-http-api'].filter((name) => textsOf(name).includes(hclText(path) ?? ''));

    const expected: Record<string, string[]> = {
      shared: ['my-api', 'my-http-api'],
      rest: ['my-api'],
      http: ['my-http-api'],
    };
    expect(paths.length).toBeGreaterThan(15);
    expect(paths.map((path) => [path, kindsOf(path)])).toEqual(
      paths.map((path) => [path, expected[path.split('/')[0] ?? '']]),
    );
  });

  it.each(['my-api', 'my-http-api'])(
    'declares each local value of %s that is read, and none that nobody reads',
    (name) => {
      const text = textOf(name).replace(/^ *#.*$/gm, '');
      const read = new Set([...text.matchAll(/\blocal\.([a-z][a-z0-9_]*)/g)].map(([, local]) => local));
      const declared = moduleOf(name).stack.node.children.flatMap((child) =>
        child instanceof ModuleHcl ? child.names : [],
      );

      expect([...new Set(declared)]).toHaveLength(declared.length);
      expect(declared.filter((local) => !read.has(local))).toEqual([]);
      for (const local of read) expect(text).toMatch(new RegExp(`^ {2}${local} += `, 'm'));
    },
  );

  it('has no line over 160 characters', () => {
    const long = paths.flatMap((path) =>
      (hclText(path) ?? '').split('\n').filter((line) => line.length > 160),
    );

    expect(long).toEqual([]);
  });
});

describe('hcl()', () => {
  it('adds local values with their comments as they are written', () => {
    const stack = newModule();
    const text = 'locals {\n  # The name.\n  name = "a"\n\n  names = {\n    inner = local.name\n  }\n}\n';

    expect(stack.hcl(text).names).toEqual(['name', 'names']);
  });

  it.each([
    ['a resource', 'resource "aws_iam_role" "a" {\n  name = "a"\n}\n', 'resource "aws_iam_role" "a" {'],
    [
      'an output beside local values',
      'locals {\n  a = 1\n}\n\noutput "a" {\n  value = local.a\n}\n',
      'output "a" {',
    ],
    ['nothing', '', ''],
  ])('refuses %s: it belongs in the ModuleStack', (_, text, got) => {
    expect(() => newModule().hcl(text)).toThrow(
      expect.objectContaining({ problems: [expect.objectContaining({ got })] }),
    );
  });
});
