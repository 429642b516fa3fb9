import { ModuleVariable } from '../../src/module-stack/declarations';
import { routerModule } from '../../src/modules';
import { read, withOperation } from '../openapi/document';
import { MODULES, readmeOf, textOf } from './emitted';

/** Names that a user's own value may replace, or that hold the user's own value: where that is what is meant. */
const MEANT: Readonly<Record<string, string>> = {
  'method.response.header.Content-Type': 'response_parameters of an answer may name another header',
  paths: 'they are those of the document, with preflight methods',
  default: 'the plan of api_keys is made where usage_plans has none',
  options: 'a method of the document wins over the preflight',
  'method.response.header.Access-Control-Allow-Origin':
    'response_parameters of an answer may say another origin',
  'x-amazon-apigateway-any-method': 'no operation has a method of this name',
};

/** What stands between a bracket and the one that closes it, and where that is. */
function bracketed(text: string, open: number): { inner: string; end: number } {
  let depth = 0;
  for (let at = open; at < text.length; at++) {
    const char = text[at] ?? '';
    if (char === '"') at = stringEnd(text, at);
    else if ('([{'.includes(char)) depth++;
    else if (')]}'.includes(char) && --depth === 0) return { inner: text.slice(open + 1, at), end: at };
  }
  throw new Error(`nothing closes ${text.slice(open, open + 40)}`);
}

/** The quote at the end of a string, whose templates may hold strings. */
function stringEnd(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '"') return at;
    else if (text.startsWith('${', at)) at = bracketed(text, at + 1).end;
  }
  throw new Error(`nothing ends ${text.slice(start, start + 40)}`);
}

/** The parts of a text between commas and line ends that no bracket encloses. */
function parts(text: string, isSeparator: (char: string) => boolean): string[] {
  const found: string[] = [];
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text[at] ?? '';
    if (char === '"') at = stringEnd(text, at);
    else if ('([{'.includes(char)) at = bracketed(text, at).end;
    else if (isSeparator(char)) {
      found.push(text.slice(start, at));
      start = at + 1;
    }
  }
  return [...found, text.slice(start)].map((part) => part.trim()).filter(Boolean);
}

const KEY = /^(?:"((?:[^"\\$]|\\.)+)"|([\w-]+))\s*=[^=>]/;

/** The names that an argument of merge() has whatever the user gives. */
function ownNames(argument: string): string[] {
  const names: string[] = [];
  for (let at = 0; at < argument.length; at++) {
    if (argument[at] === '"') at = stringEnd(argument, at);
    else if (argument[at] === '{') {
      const { inner, end } = bracketed(argument, at);
      const loop = /^\s*for\s+[\w, ]+\sin\s/.exec(inner);
      if (loop) {
        const collection = parts(inner, (char) => char === ':')[0] ?? '';
        names.push(
          ...[...collection.matchAll(/(?<=[[,]\s*)"([^"]+)"(?=\s*[\],])/g)].map(([, name = '']) => name),
        );
      } else {
        for (const entry of parts(inner, (char) => char === ',' || char === '\n')) {
          const key = KEY.exec(`${entry} `);
          if (key) names.push(key[1] ?? key[2] ?? '');
        }
      }
      at = end;
    }
  }
  return names;
}

/** Whether an argument has names that a user has chosen: an input as it is, or one entry for each of its items. */
function hasUsersNames(argument: string, tainted: ReadonlySet<string>): boolean {
  const mentions = (text: string) =>
    [...text.matchAll(/\b((?:var|local)\.\w+)/g)].some(([, name = '']) => tainted.has(name));
  const plain = /^(?:var|local)\.\w+$/.test(argument);
  const map = /^(?:lookup|try)\(.*\{\}\)$/s.test(argument);
  const loop = /^\{\s*for\s+[\w, ]+\sin\s/.test(argument);
  return (plain || map || loop) && mentions(argument);
}

/** Names of a module's own that stand in one map with names of its users. */
function meetings(text: string, inputs: readonly string[]): Set<string> {
  const tainted = new Set(inputs.map((name) => `var.${name}`));
  const locals = new Map(
    [...text.matchAll(/^ {2}(\w+)\s+?= ?([\s\S]*?)(?=\n\n|^\}|^ {2}(?:\w+\s+=|#))/gm)].map(
      ([, name = '', value = '']) => [`local.${name}`, value],
    ),
  );
  for (let changed = true; changed; ) {
    changed = false;
    for (const [name, value] of locals) {
      if (
        tainted.has(name) ||
        ![...value.matchAll(/\b(?:var|local)\.\w+/g)].some(([each]) => tainted.has(each))
      )
        continue;
      tainted.add(name);
      changed = true;
    }
  }
  const found = new Set<string>();
  for (const { index } of text.matchAll(/\bmerge\(/g)) {
    const all = parts(bracketed(text, index + 'merge'.length).inner, (char) => char === ',');
    if (!all.some((argument) => hasUsersNames(argument, tainted))) continue;
    for (const argument of all) {
      const nested = [...argument.matchAll(/\bmerge\(/g)].flatMap(({ index: at }) =>
        parts(bracketed(argument, at + 'merge'.length).inner, (char) => char === ','),
      );
      const objects = [argument, ...nested].map((name) => locals.get(name) ?? '');
      for (const each of [argument, ...objects]) for (const name of ownNames(each)) found.add(name);
    }
  }
  return found;
}

describe.each(Object.values(MODULES).map(({ stack }) => [stack.moduleName, stack] as const))(
  'the names of %s',
  (module, stack) => {
    const variables = stack.node.children.filter((child) => child instanceof ModuleVariable);
    const maps = variables.filter(({ props }) => /^(?:map|any)/.test(String(props.type)));

    test('that stand beside those of its users are refused there, or said to win', () => {
      const texts = [
        ...maps.map(({ props }) => JSON.stringify([props.description, props.validation])),
        readmeOf(module),
      ];
      const open = [
        ...meetings(
          textOf(module),
          maps.map(({ variableName }) => variableName),
        ),
      ].filter((name) => {
        const word = new RegExp(`(?<![\\w-])${name.replaceAll(/[$.]/g, '\\$&')}(?![\\w-])`);
        return MEANT[name] === undefined && !texts.some((text) => word.test(text));
      });
      expect(open).toEqual([]);
    });
  },
);

test('an operation that is called as the shared function is has another id, and breaks no module', () => {
  const api = read(withOperation({ operationId: '$router', responses: {} }));
  for (const kind of ['rest', 'http'] as const) {
    const table = routerModule({ name: 'a', kind, api }).data?.['operations.json'];
    expect(table).toMatchObject({ operations: { get_root: { method: 'GET', path: '/' } } });
    expect(JSON.stringify(table)).not.toContain('$router');
  }
});

describe('the search for such names', () => {
  test('finds them in objects, in conditions, in lists that are looped over, and behind other locals', () => {
    const text = `
locals {
  known = {
    one = { a = 1 }
    "two.three" = 2
  }

  chosen = [for key in keys(var.given) : lower(key)]

  all = merge(
    local.known,
    var.on ? { four = 4 } : {},
    { for key in concat(["$five"], []) : key => 1 },
    { for key in local.chosen : key => 1 }
  )

  other = merge({ six = 6 }, { for key in local.unrelated : key => 1 })
}
`;
    expect([...meetings(text, ['given'])]).toEqual(['one', 'two.three', 'four', '$five']);
  });

  test('finds those of the router modules', () => {
    const found = meetings(textOf('my-api'), ['operations', 'authorizers', 'env']);
    for (const name of ['api_key', 'IAM', 'COGNITO', '$router', 'PORT', 'ALLOWED_ORIGINS'])
      expect([...found]).toContain(name);
  });
});
