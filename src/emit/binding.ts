import { ModuleOutput, ModuleVariable } from '../constructs/declarations';
import { printExpression, toExpression, type Value } from '../hcl';
import type { Module } from '../modules/module';
import { inputName, key, operationNames, pascalCase, quoted } from './binding-names';
import { namesOf, tsType } from './binding-type';
import { MARKER } from './module-files';

/** One operation of `operations.json`. */
interface Operation {
  readonly method: string;
  readonly path: string;
}

/** What of a module its binding speaks of. */
interface Subject {
  readonly name: string;
  /** The class. */
  readonly type: string;
  readonly description: string;
  readonly variables: readonly ModuleVariable[];
  readonly outputs: readonly ModuleOutput[];
  /** Of a router module. */
  readonly router?: {
    readonly kind: 'rest' | 'http';
    readonly operations: Readonly<Record<string, Operation>>;
  };
}

/** The longest line that a formatter leaves on one line. */
const WIDTH = 110;

/** What the integrations of a router say: no input of the class. */
const OF_INTEGRATIONS = ['integration_pattern', 'operations'];

/** What a class has already: an output of this name gets another. */
const MEMBERS = new Set(
  'constructor node toString with module text number list any integrations grantInvokeAccess restrictCorsTo definition plan grants variable sourceOf origins originsGiven operationSettings routerBase'.split(
    ' ',
  ),
);

/**
 * A module as a class of TypeScript: its inputs, its outputs and, of a router module, its operations. It stands beside
 * the module, needs nothing but the package, and the module needs nothing of it.
 */
export function binding(module: Module): string {
  const { stack } = module;
  const children = stack.node.children;
  const table = module.data?.['operations.json'] as { operations: Record<string, Operation> } | undefined;
  const kind = stack.node.tryFindChild('module.rest_api') ? 'rest' : 'http';
  const router = table && ({ kind, operations: table.operations } as const);
  const subject: Subject = {
    name: stack.moduleName,
    type: pascalCase(stack.moduleName),
    description: stack.props.description,
    variables: children
      .filter((child) => child instanceof ModuleVariable)
      .filter(({ variableName }) => !router || !OF_INTEGRATIONS.includes(variableName)),
    outputs: children.filter((child) => child instanceof ModuleOutput),
    ...(router ? { router } : {}),
  };
  const parts = [
    `// ${MARKER}\n\nimport * as terragate from 'terragate';\n`,
    router ? operationsTable(subject.type, router.operations) : '',
    inputNames(subject),
    inputsInterface(subject),
    router ? routerTypes(subject.type, router.kind) : propsInterface(subject.type),
    definition(subject),
    classOf(subject),
  ];
  return parts.filter((part) => part !== '').join('\n');
}

function operationsTable(type: string, operations: Readonly<Record<string, Operation>>): string {
  const names = operationNames(Object.keys(operations));
  const rows = Object.entries(operations).map(([id, { method, path }]) => {
    const fields = [`id: ${quoted(id)}`, `method: ${quoted(method)}`, `path: ${quoted(path)}`];
    const name = key(names.get(id) ?? id);
    const line = `  ${name}: { ${fields.join(', ')} },`;
    return oneLine(`${line}\n`, `  ${name}: {\n${fields.map((field) => `    ${field},\n`).join('')}  },\n`);
  });
  return `${doc('The operations of the app.')}const OPERATIONS = {\n${rows.join('')}};

${doc('The name of an operation.')}export type ${type}Operation = keyof typeof OPERATIONS;
`;
}

function inputNames({ variables, router }: Subject): string {
  const rows = variables.map((variable) => {
    const name = variable.variableName;
    const value = isAuthorizers(name, router)
      ? "{ name: 'authorizers', depth: 1, of: terragate.AUTHORIZER_NAMES }"
      : namesOf(name, hclType(variable));
    return `  ${key(inputName(name))}: ${value},\n`;
  });
  return `const INPUTS: terragate.Names = {\n${rows.join('')}};\n`;
}

function inputsInterface({ name, type, variables, router }: Subject): string {
  const rows = variables.map((variable) => {
    const { description, default: fallback, nullable } = variable.props;
    const own = isAuthorizers(variable.variableName, router)
      ? `terragate.Authorizers<'${router?.kind}'>`
      : tsType(hclType(variable));
    // Null differs from nothing only where there is another default; formatters lay long unions out their way.
    const orNull =
      fallback !== undefined && fallback !== null && nullable !== false && !/unknown|\n/.test(own);
    const optional = fallback === undefined ? '' : '?';
    const text =
      fallback === undefined ? description : `${description}\n\n@default ${shownDefault(fallback)}`;
    return `${doc(text, '  ')}  readonly ${key(inputName(variable.variableName))}${optional}: ${own}${orNull ? ' | null' : ''};\n`;
  });
  return `${doc(`The inputs of the module ${name}.`)}export interface ${type}Inputs {\n${rows.join('')}}\n`;
}

function isAuthorizers(name: string, router: Subject['router']): boolean {
  return router !== undefined && name === 'authorizers';
}

function propsInterface(type: string): string {
  return `${doc(`What ${type} takes.`)}export interface ${type}Props extends ${type}Inputs, terragate.ModuleProps {}\n`;
}

function routerTypes(type: string, kind: string): string {
  return `${doc('What the operations can run on.')}export type ${type}Integrations = terragate.ApiIntegrations<${type}Operation, '${kind}'>;

${doc(`What ${type} takes.`)}${oneLine(
  `export interface ${type}Props<I> extends ${type}Inputs, terragate.RouterApiProps<${type}Operation, I> {}`,
  `export interface ${type}Props<I>\n  extends ${type}Inputs,\n    terragate.RouterApiProps<${type}Operation, I> {}`,
)}
`;
}

function definition({ name, variables, router }: Subject): string {
  const auth = variables.find(({ variableName }) => variableName === 'auth')?.props.default;
  const lines = [
    `name: '${name}',`,
    '// An ES module does not know its folder by this name: it is given as `source` there.',
    "folder: typeof __dirname === 'undefined' ? undefined : __dirname,",
    'inputs: INPUTS,',
    ...(router
      ? [`kind: '${router.kind}',`, 'operations: OPERATIONS,', `auth: ${quoted(String(auth))},`]
      : []),
  ];
  return `const DEFINITION = {\n${lines.map((line) => `  ${line}\n`).join('')}} as const;\n`;
}

function classOf(subject: Subject): string {
  const { type, description, variables, outputs, router } = subject;
  const example = router
    ? `new ${type}(this, '${type}', { integrations: ${type}.defaultIntegrations(this).build() })`
    : `new ${type}(this, '${type}', { ${variables
        .filter(({ props }) => props.default === undefined)
        .map(({ variableName }) => `${inputName(variableName)}: …`)
        .join(', ')} })`;
  const props = variables.some((one) => one.props.default === undefined) ? '' : ' = {}';
  const head = router
    ? routerHead(type, router.kind)
    : `export class ${type} extends terragate.ModuleCall {
  constructor(scope: terragate.Construct, id: string, props: ${type}Props${props}) {
    super(scope, id, DEFINITION, props);
  }
`;
  const getters = outputs.map(({ outputName, props: output }) => {
    const [of, from] = outputType(outputName);
    const name = inputName(outputName);
    return `
${doc(output.description, '  ')}  get ${MEMBERS.has(name) ? `${name}Output` : name}(): ${of} {
    return this.${from}('${outputName}');
  }
`;
  });
  return `${doc(`${description}\n\n@example ${example}`)}${head}${getters.join('')}}\n`;
}

function routerHead(type: string, kind: string): string {
  const begin = `export class ${type}<I extends ${type}Integrations = ${type}Integrations> extends terragate.RouterApi<`;
  const parameters = [`'${kind}'`, `${type}Operation`, 'I'];
  const builder = (pattern: string) => {
    const all = [`'${kind}'`, `${type}Operation`, `'${pattern}'`];
    return oneLine(
      `  ): terragate.IntegrationBuilder<${all.join(', ')}>;`,
      `  ): terragate.IntegrationBuilder<\n${all.map((one) => `    ${one}`).join(',\n')}\n  >;`,
    );
  };
  return `${oneLine(`${begin}${parameters.join(', ')}> {`, `${begin}\n  ${parameters.join(',\n  ')}\n> {`)}
  /** The operations of the app. */
  static readonly operations: terragate.Operations<${type}Operation> = OPERATIONS;

  constructor(scope: terragate.Construct, id: string, props: ${type}Props<I>) {
    super(scope, id, DEFINITION, props);
  }

  /**
   * What each operation runs on, to begin with.
   *
   * @param options pattern: isolated, a function for each operation, or shared, one for all. @default isolated
   */
  static defaultIntegrations(
    scope: terragate.Construct,
    options?: { readonly pattern?: 'isolated' },
${builder('isolated')}
  static defaultIntegrations(
    scope: terragate.Construct,
    options: { readonly pattern: 'shared' },
${builder('shared')}
  static defaultIntegrations(
    _scope: terragate.Construct,
    options: { readonly pattern?: terragate.IntegrationPattern } = {},
  ): unknown {
    return terragate.IntegrationBuilder.of('${kind}', OPERATIONS, options.pattern ?? 'isolated');
  }
`;
}

/** The type of an output, and how it is read. An output says no type of itself: its name has to. */
function outputType(name: string): readonly [type: string, reader: string] {
  if (/_size$/.test(name)) return ['number', 'number'];
  if (/(^|_)(operations|functions|ids|arns|names|values|keys|plans)$/.test(name))
    return ['terragate.IResolvable', 'any'];
  return ['string', 'text'];
}

function hclType({ props }: ModuleVariable): string {
  return typeof props.type === 'string' ? props.type : printExpression(toExpression(props.type), '  ');
}

function shownDefault(value: Value): string {
  return typeof value === 'string' ? quoted(value) : JSON.stringify(value);
}

/** A comment of documentation. */
function doc(text: string, indent = ''): string {
  const lines = text.replaceAll('*/', '*\\/').split('\n');
  if (lines.length === 1) return `${indent}/** ${lines[0]} */\n`;
  return `${indent}/**\n${lines.map((line) => `${indent} *${line === '' ? '' : ` ${line}`}\n`).join('')}${indent} */\n`;
}

function oneLine(line: string, broken: string): string {
  return line.trimEnd().length <= WIDTH ? line : broken;
}
