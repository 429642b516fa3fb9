import { Parser } from 'commonmark';
import fc from 'fast-check';
import ts from 'typescript';
import { moduleFiles } from '../../src/emit';
import { UserError } from '../../src/errors';
import { visible, visibleLine } from '../../src/language';
import { routerModule } from '../../src/modules';
import { readApi } from '../../src/openapi';
import { parse } from '../hcl/parse';
import { document } from './hostile';

const SAMPLES = 8;

interface Emitted {
  readonly kind: 'rest' | 'http';
  /** The files that differ from those of an app of the same routes without hostile text. */
  readonly files: ReadonlyMap<string, string>;
  readonly ids: readonly string[];
  readonly texts: { readonly title: string; readonly path: string };
}

/** The files of a module for the document; undefined where it is refused, which has to be by words. */
function filesFor(document: object, kind: 'rest' | 'http'): ReadonlyMap<string, string> | undefined {
  try {
    return moduleFiles(
      routerModule({ name: 'my-api', kind, api: readApi(JSON.stringify(document), 'openapi.json') }),
    );
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

function emitted(): readonly Emitted[] {
  return fc.sample(document, { seed: 12, numRuns: SAMPLES }).flatMap(({ document: hostile, texts }, i) => {
    const kind = KINDS[i % 2] ?? 'rest';
    const files = filesFor(hostile, kind);
    if (!files) return [];
    const changed = new Map([...files].filter(([name, text]) => plain.get(kind)?.get(name) !== text));
    return [{ kind, files: changed, ids: texts.ids, texts }];
  });
}

const KINDS = ['rest', 'http'] as const;
const PLAIN = {
  openapi: '3.1.0',
  info: { title: 'Plain', version: '1' },
  paths: { '/first': { get: { operationId: 'first', responses: {} } } },
};

/** The blocks of a file that another one does not have: parsing all of a module takes long. */
function changedBlocks(text: string, before = ''): string {
  const split = (whole: string) => whole.split(/(?<=^\}\n)/m);
  const known = new Set(split(before));
  return split(text)
    .filter((one) => !known.has(one))
    .join('');
}

/** What a module is for an app without hostile text. */
const plain = new Map(KINDS.map((kind) => [kind, filesFor(PLAIN, kind)]));

const blocks = (value: unknown) => value as Record<string, Record<string, Record<string, unknown>[]>>;

describe('a module of a document whose every text is hostile', () => {
  const all = emitted();

  it('is emitted, with some text of it in every kind of file', () => {
    expect(all.length).toBeGreaterThan(0.8 * SAMPLES);
    for (const { files } of all)
      expect([...files.keys()]).toEqual(
        expect.arrayContaining([
          'variables.tf',
          'tests/operations.tftest.hcl',
          'README.md',
          'my-api.ts',
          'operations.json',
        ]),
      );
  });

  it('holds no character that changes how a file is shown, in any file', () => {
    all.forEach(({ files }) => {
      for (const [name, text] of files) expect({ name, text: visible(text) }).toEqual({ name, text });
    });
  });

  it('is HCL in which no text of the document is code', () => {
    all.forEach(({ kind, files, ids }) => {
      for (const [name, text] of files) {
        if (!/\.(?:tf|hcl)$/.test(name)) continue;
        parse(changedBlocks(text, plain.get(kind)?.get(name)));
        expect(text).not.toMatch(/(?<!\$)\$\{evil|(?<!%)%\{ if evil/);
      }
      const tests = changedBlocks(
        files.get('tests/operations.tftest.hcl') ?? '',
        plain.get(kind)?.get('tests/operations.tftest.hcl'),
      );
      const set = blocks(parse(tests)).run?.isolated_operations_have_functions_of_their_own?.[0] as {
        variables: [{ operations: object }];
      };
      expect(ids).toEqual(expect.arrayContaining(Object.keys(set.variables[0].operations)));
      // What stands in brackets of a condition is the id, when it is read as a text
      const [, literal] = /local\.environments\[("(?:[^"\\]|\\.)*")\]/.exec(tests) ?? [];
      expect(ids).toContain(parse(`a = ${literal}\n`).a);
    });
  });

  it('has a class of TypeScript in which the ids, methods and paths are texts', () => {
    all.forEach(({ files, ids, texts: { path } }) => {
      const source = ts.createSourceFile('a.ts', files.get('my-api.ts') ?? '', ts.ScriptTarget.Latest, true);
      expect((source as unknown as { parseDiagnostics: unknown[] }).parseDiagnostics).toEqual([]);
      const rows: string[][] = [];
      const walk = (node: ts.Node): void => {
        if (ts.isPropertyAssignment(node) && ['id', 'path'].includes(node.name.getText()))
          rows.push([node.name.getText(), (node.initializer as ts.StringLiteral).text]);
        ts.forEachChild(node, walk);
      };
      const table = source.statements.find(
        (one) => ts.isVariableStatement(one) && one.getText().includes('const OPERATIONS'),
      );
      walk(table as ts.Node);
      expect(rows.filter(([name]) => name === 'id').map(([, id]) => id)).toEqual(ids);
      expect(rows.map(([, text]) => text)).toEqual(
        expect.arrayContaining(['/first', `/${path}`, '/items/{id}']),
      );
      // A class, and what there is for any other app: nothing of the document is a statement
      expect(source.statements.map(({ kind }) => ts.SyntaxKind[kind])).toEqual([
        'ImportDeclaration',
        ...['FirstStatement', 'TypeAliasDeclaration', 'FirstStatement', 'InterfaceDeclaration'],
        ...['TypeAliasDeclaration', 'InterfaceDeclaration', 'FirstStatement', 'ClassDeclaration'],
      ]);
    });
  });

  it('has JSON with the same texts', () => {
    all.forEach(({ files, ids, texts: { title } }) => {
      for (const [name, text] of files) if (name.endsWith('.json')) JSON.parse(text);
      const table = JSON.parse(files.get('operations.json') ?? '') as { title: string; operations: object };
      expect(table.title).toBe(title);
      expect(Object.keys(table.operations)).toEqual(ids);
    });
  });

  it('has a README in which the title is a text, and the id is a key of HCL', () => {
    all.forEach(({ files, ids, texts: { title } }) => {
      const walker = new Parser().parse(files.get('README.md') ?? '').walker();
      const paragraphs: string[] = [];
      for (let step = walker.next(); step; step = walker.next()) {
        const { entering, node } = step;
        if (!entering) continue;
        if (node.type === 'html_inline' || node.type === 'html_block')
          expect(node.literal).toMatch(
            /^<!-- (?:Generated by Terragate[^<>]*|BEGIN_TF_DOCS|END_TF_DOCS) -->$|^<\/?(?:pre|a|br\/)( name="\w+")?>/,
          );
        expect(node.type).not.toBe('image');
        if (node.type === 'link') expect(node.destination).toMatch(/^#|^https:\/\/registry\.terraform\.io\//);
        if (node.type === 'paragraph') paragraphs.push('');
        if (node.type === 'text' && node.parent?.type === 'paragraph')
          paragraphs.push(`${paragraphs.pop()}${node.literal}`);
        if (node.type === 'softbreak') paragraphs.push(`${paragraphs.pop()} `);
        if (node.type === 'code_block' && node.literal?.includes('_isolated"')) {
          const module = blocks(parse(node.literal ?? '')).module?.my_api_isolated?.[0];
          if (module) expect(Object.keys(module.operations as object)).toEqual([ids[0]]);
        }
      }
      expect(paragraphs[0]).toMatch(
        / behind an? (?:REST|HTTP) API, on one Lambda function for all operations or one for each\.$/,
      );
      expect(paragraphs[0]?.startsWith(visibleLine(title).trim())).toBe(true);
    });
  });
});
