import { join } from 'node:path';
import { parseToObject } from 'hcl2-parser';
import { moduleFiles } from '../../src/emit';
import { printExpression, toExpression } from '../../src/hcl';
import { ModuleOutput, ModuleVariable } from '../../src/module-stack/declarations';
import {
  apiGatewayAccount,
  functionUrl,
  httpApi,
  lambdaFunction,
  type Module,
  restApi,
  routerModule,
  website,
} from '../../src/modules';
import { readApiFile } from '../../src/openapi';

const api = readApiFile(join(__dirname, '../../examples/fastapi-app/openapi.json'));

/** Every module that the project emits, by name. */
export const MODULES: Readonly<Record<string, Module>> = {
  'rest-api': restApi(),
  'http-api': httpApi(),
  'api-gateway-account': apiGatewayAccount(),
  'lambda-function': lambdaFunction(),
  'function-url': functionUrl(),
  website: website(),
  'my-api': routerModule({ name: 'my-api', kind: 'rest', api }),
  'my-http-api': routerModule({ name: 'my-http-api', kind: 'http', api }),
};

/** A module by its name. */
export function moduleOf(name: string): Module {
  const module = MODULES[name];
  if (!module) throw new Error(`no module ${name}`);
  return module;
}

/** The inputs of a module: type as HCL text, and default. */
export function inputsOf(
  name: string,
): Record<string, { type: string; default: unknown; required: boolean }> {
  const variables = moduleOf(name).stack.node.children.filter((child) => child instanceof ModuleVariable);
  return Object.fromEntries(
    variables.map(({ variableName, props }) => [
      variableName,
      {
        type: typeof props.type === 'string' ? props.type : printExpression(toExpression(props.type)),
        default: props.default,
        required: props.default === undefined,
      },
    ]),
  );
}

/** The names of a module's outputs. */
export function outputsOf(name: string): string[] {
  return moduleOf(name)
    .stack.node.children.filter((child) => child instanceof ModuleOutput)
    .map((output) => output.outputName);
}

/** What a function makes of a module's name, made once for all tests of a file: to parse a module takes half a second. */
function onceForEach<T>(make: (name: string) => T): (name: string) => T {
  const made = new Map<string, T>();
  return (name) => {
    const kept = made.get(name) ?? make(name);
    made.set(name, kept);
    return kept;
  };
}

/** The text of a module's Terraform files, one after the other. */
export const textOf = onceForEach((name) =>
  [...moduleFiles(moduleOf(name))]
    .filter(([path]) => path.endsWith('.tf'))
    .map(([, text]) => text)
    .join('\n'),
);

/** The README of a module. */
export function readmeOf(name: string): string {
  return String(new Map(moduleFiles(moduleOf(name))).get('README.md'));
}

type Blocks = Record<string, Record<string, Record<string, unknown>[]>>;

/** A module's blocks as hcl2-parser reads them. */
const parsed = onceForEach(
  (name) => parseToObject(textOf(name))[0] as { resource?: Blocks; locals?: Record<string, unknown>[] },
);

/** A module's resources as hcl2-parser reads them: type, name, arguments. */
export function resourcesOf(name: string): { type: string; name: string; body: Record<string, unknown> }[] {
  return Object.entries(parsed(name).resource ?? {}).flatMap(([type, byName]) =>
    Object.entries(byName).map(([resource, bodies]) => ({ type, name: resource, body: bodies[0] ?? {} })),
  );
}

/** One resource of a module by its address. */
export function resource(name: string, address: string): Record<string, unknown> {
  const found = resourcesOf(name).find((item) => `${item.type}.${item.name}` === address);
  if (!found) throw new Error(`no ${address} in ${name}`);
  return found.body;
}

/** The expression of a local value, with one blank wherever the text has blanks or line breaks. */
export function localOf(name: string, local: string): string {
  const value = parsed(name)
    .locals?.map((block) => block[local])
    .find((one) => one !== undefined);
  if (value === undefined) throw new Error(`no local.${local} in ${name}`);
  return (typeof value === 'string' ? value : JSON.stringify(value)).replace(/\s+/g, ' ');
}
