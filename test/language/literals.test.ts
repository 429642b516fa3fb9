import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import ts from 'typescript';
import { REPOSITORY } from '../support/workspace';
import { madeOfOtherTexts } from './constants';

/** Rooms in which code of a language is made. */
const ROOMS = [
  'constructs',
  'emit',
  'generate',
  'hcl',
  'inspect',
  'language',
  'modules',
  'pipeline',
  'project',
];

function sources(): Map<string, string> {
  const paths = ROOMS.flatMap((room) =>
    readdirSync(join(REPOSITORY, 'src', room), { recursive: true, encoding: 'utf8' }).map((path) =>
      join(room, path),
    ),
  ).filter((path) => path.endsWith('.ts'));
  return new Map(
    paths.map((path) => [join(REPOSITORY, 'src', path), readFileSync(join(REPOSITORY, 'src', path), 'utf8')]),
  );
}

/** What `raw(…)` and `condition(…)` of HCL, `typescript.raw(…)` and the like, and the conditions of module tests take as code. */
function codeIn(node: ts.Node): ts.Expression | undefined {
  if (ts.isPropertyAssignment(node) && node.name.getText() === 'that')
    return ts.isTaggedTemplateExpression(node.initializer) ? undefined : node.initializer;
  if (!ts.isCallExpression(node)) return undefined;
  const { expression } = node;
  const name = ts.isPropertyAccessExpression(expression) ? expression.name.text : expression.getText();
  return name === 'raw' || name === 'condition' ? node.arguments[0] : undefined;
}

/** Rooms whose purpose it is: how each language quotes a text is tested by itself. */
const QUOTING = /^(?:language|hcl)\//;

/** What else is no constant, and why it is no text of an app or a user. */
const LOOKED_AT: Readonly<Record<string, string>> = {
  'modules/shared/access-log.ts raw(`${when} ? 1 : 0`)': 'the condition that a definition of a module gives',
  'emit/arguments.ts raw(String(expression.value))': 'matches the pattern of a reference',
  'emit/module-files.ts raw(props.type)': 'the type that a definition of a module gives',
  'emit/module-files.ts raw(from)': 'the address that a definition of a module gives',
  'emit/module-files.ts raw(to)': 'the address that a definition of a module gives',
  "modules/shared/module-test.ts condition(typeof that === 'string' ? that : that.code)":
    'looked at where an assertion is written',
  'modules/shared/module-test.ts raw(name)': 'what a definition of a module expects to fail',
  'modules/router/outputs.ts raw(value)': 'an expression of the outputs in this file',
  'modules/router/module.ts raw(`var.${name}`)': 'the name of an input, which is a word',
  'modules/shared/rules.ts raw(`contains(${listOf(words)}, var.${name})`)':
    'words and a name of a definition of a module',
  'modules/shared/rules.ts raw(`var.${name} == null ? true : contains(${listOf(words)}, var.${name})`)':
    'words and a name of a definition of a module',
  'modules/shared/rules.ts raw(condition)': 'a condition that a rule of a module gives',
  'modules/shared/rules.ts raw(part)': 'a part of a sentence that a rule of a module gives',
  'modules/shared/rules.ts raw(right)': 'a condition that a rule of a module gives',
  'modules/shared/rules.ts raw(got)': 'an expression that a rule of a module gives',
};

describe('code that is taken as it is', () => {
  it('is made of constants alone: anything else goes through the literal of its language', () => {
    const found = madeOfOtherTexts(sources(), codeIn)
      .map(({ where, code }) => `${relative(join(REPOSITORY, 'src'), where).replace(/:\d+$/, '')} ${code}`)
      .filter((one) => !QUOTING.test(one));
    expect([...new Set(found)].sort()).toEqual(Object.keys(LOOKED_AT).sort());
  });
});

describe('a text that is taken as code', () => {
  /** Whether the argument of the one call of raw() is found to be other than constant. */
  const isFound = (text: string) =>
    madeOfOtherTexts(new Map([['/a.ts', `declare function raw(code: string): void;\n${text}`]]), codeIn)
      .length > 0;

  it.each([
    ['a text', "raw('var.a');"],
    ['a text made of constants', "const A = 'a'; const B = `var.${A}`; raw(`${B}.c`);"],
    ['what a function is called with', "const f = (name: string) => raw(`var.${name}`); f('a'); f('b');"],
    ['what a function gives', "function of(name: string) { return `local.${name}`; } raw(of('a'));"],
    ['the items of a list', "for (const name of ['a', 'b']) raw(name);"],
    ['what a list is made to', "['a', 'b'].map((name, i) => raw(`${name}${i}`));"],
    ['a word of a few', "declare const kind: 'rest' | 'http'; raw(`module.${kind}_api`);"],
    ['a number', 'declare const n: number; raw(`${n}`);'],
    ['one of two', "declare const yes: boolean; raw(yes ? 'a' : 'b');"],
  ])('may be %s', (_, text) => expect(isFound(text)).toBe(false));

  it.each([
    ['what nobody knows', 'declare const id: string; raw(id);'],
    ['a property', 'declare const api: { id: string }; raw(`local.${api.id}`);'],
    ['text as JSON', 'declare const id: string; raw(JSON.stringify(id));'],
    ['a parameter that anybody gives', 'export function f(id: string) { raw(`var.${id}`); }'],
    [
      'a parameter that one call gives',
      "declare const id: string; const f = (name: string) => raw(name); f('a'); f(id);",
    ],
    [
      'what a function gives of it',
      'declare const id: string; const of = (name: string) => `x.${name}`; raw(of(id));',
    ],
    ['a part of it', 'declare const ids: string[]; const [first] = ids; raw(first);'],
    ['each of them', 'declare const ids: string[]; for (const id of ids) raw(`a.${id}`);'],
    ['all of them', 'declare const ids: string[]; raw(ids.map((id) => `a.${id}`).join());'],
    ['what changes', "let a = 'a'; raw(a);"],
    ['the condition of a test', 'declare const id: string; const one = { that: `a == "${id}"` };'],
  ])('is not %s', (_, text) => expect(isFound(text)).toBe(true));
});
