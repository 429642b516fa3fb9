import { ModuleVariable } from '../../src/module-stack/declarations';
import { MODULES } from './emitted';

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
        if (props.type === 'bool' || FREE.has(name)) return;
        expect(props.validation?.length).toBeGreaterThan(0);
        for (const rule of props.validation ?? []) {
          // The rule of an input says its name, what was got and what to do.
          expect(JSON.stringify(rule.message)).toContain(name);
        }
      },
    );
  },
);
