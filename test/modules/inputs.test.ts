import { moduleFiles } from '../../src/emit';
import { ModuleVariable } from '../../src/module-stack/declarations';
import { MODULES, moduleOf } from './emitted';

// `body` has its rules as preconditions, where they read it once.
const FREE = new Set(['body']);

describe.each(Object.values(MODULES).map((module) => [module.stack.moduleName, module] as const))(
  'the inputs of %s',
  (_, { stack }) => {
    const variables = stack.node.children.filter((child) => child instanceof ModuleVariable);

    test.each(variables.map((variable) => [variable.variableName, variable.props] as const))(
      '%s has a description, a type and a rule',
      (name, props) => {
        expect(props.description).toMatch(/^[A-Z$].*\.$/);
        expect(props.type).toBeTruthy();
        // Nobody has to guess what null does, nor where an input belongs
        expect([props.default === null, props.nullMeans !== undefined]).not.toEqual([true, false]);
        expect(props.nullMeans ?? '').not.toMatch(/\.$|^[A-Z][a-z]/);
        expect(props.section).toBeDefined();
        if (props.type === 'bool' || FREE.has(name)) return;
        expect(props.validation?.length).toBeGreaterThan(0);
        for (const rule of props.validation ?? []) {
          // The rule of an input says its name, what was got and what to do.
          expect(JSON.stringify(rule.message)).toContain(name);
        }
      },
    );

    test('stand together by section', () => {
      const sections = variables.map(({ props }) => props.section);
      const begun = sections.filter((section, i) => section !== sections[i - 1]);
      expect(begun).toEqual([...new Set(sections)]);
    });
  },
);

describe.each(Object.values(MODULES).map((module) => [module.stack.moduleName, module] as const))(
  'the text of %s',
  (_, module) => {
    test('has no line that is longer than 160 characters', () => {
      const long = [...moduleFiles(module)]
        .filter(([path]) => /\.(?:tf|hcl)$/.test(path))
        .flatMap(([path, text]) => text.split('\n').map((line) => [path, line] as const))
        .filter(([, line]) => line.length > 160);
      expect(long).toEqual([]);
    });
  },
);

test('a router module leaves the rules of an input to the module that it passes it on to', () => {
  const rules = (name: string) =>
    [...moduleFiles(moduleOf(name))].flatMap(([path, text]) =>
      path === 'variables.tf' ? [...text.matchAll(/^variable "(\w+)" \{\n[\s\S]*?\n\}/gm)] : [],
    );
  const checked = (name: string) =>
    rules(name).flatMap(([block, input = '']) => (/validation/.test(block) ? [input] : []));
  for (const [router, core] of [
    ['my-api', 'rest-api'],
    ['my-http-api', 'http-api'],
  ] as const) {
    // Lambda allows a shorter one than API Gateway, and the default of the other differs
    const both = checked(router).filter((input) => checked(core).includes(input));
    expect(both).toEqual(
      router === 'my-api' ? ['api_description', 'binary_media_types'] : ['api_description'],
    );
    expect(rules(router).map(([, input]) => input)).toContain('cors_allow_origins');
  }
});
