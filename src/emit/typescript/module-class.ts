import type { ApiKind } from '../../api-kind';
import { ENTRY_POINTS, type Framework, OWN_FRAMEWORK } from '../../framework-name';
import { printExpression, toExpression, type Value } from '../../hcl';
import { docComment, identifier, jsonText, propertyKey, type TypeScript, typescript } from '../../language';
import {
  description,
  ModuleOutput,
  ModuleVariable,
  ownDescription,
  type VariableProps,
} from '../../module-stack/declarations';
import type { Module } from '../../modules/shared/module';
import { inputName, pascalCase } from '../../naming';
import { MARKER } from '../module-files';
import { operationNames } from './names';
import { attributeNames, namesOf, tsType } from './type';

/** One operation of `operations.json`. */
interface Operation {
  readonly method: string;
  readonly path: string;
}

/** The parts of a module that its TypeScript class uses. */
interface Subject {
  readonly name: string;
  /** The class. */
  readonly type: string;
  readonly description: string;
  readonly variables: readonly ModuleVariable[];
  readonly outputs: readonly ModuleOutput[];
  /** Of a router module. */
  readonly router?: {
    readonly kind: ApiKind;
    readonly operations: Readonly<Record<string, Operation>>;
  };
}

/** The longest line that a formatter leaves on one line. */
const WIDTH = 110;

/** The inputs that the integrations of a router write: no properties of the class. */
const OF_INTEGRATIONS = ['integration_pattern', 'operations'];

/** Names of members that a class has from those that it extends: the getter of an output with such a name has another. */
const MEMBERS = new Set([
  ...['constructor', 'node', 'toString', 'with'],
  ...['module', 'text', 'number', 'list', 'any', 'tags', 'tagsInput', 'givenTags', 'setTags'],
  ...['integrations', 'grantInvokeAccess', 'restrictCorsTo'],
]);

/** Members by which aspects of CDKTF find what has tags: `'tags' in construct && 'tagsInput' in construct`. */
const TAGGABLE = typescript`
  /** Tags that the module is given. Setting them replaces those that were given. */
  get tags(): terragate.Tags | undefined {
    return this.givenTags();
  }

  set tags(tags: terragate.Tags | undefined) {
    this.setTags(tags);
  }

  /** Tags that the module is given. An aspect of CDKTF that adds tags reads them here, and sets tags. */
  get tagsInput(): terragate.Tags | undefined {
    return this.givenTags();
  }
`;

/**
 * A module as a class of TypeScript: its inputs, its outputs and, of a router module, its operations. It stands beside
 * the module, needs nothing but the package, and the module needs nothing of it.
 *
 * @param framework framework whose constructs the class is one of
 */
export function typescriptClass(module: Module, framework: Framework = OWN_FRAMEWORK): TypeScript {
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
    typescript`// ${typescript.raw(MARKER)}\n\nimport * as terragate from ${ENTRY_POINTS[framework]};\n`,
    ...(router ? [operationsTable(subject.type, router.operations)] : []),
    inputNames(subject),
    inputsInterface(subject),
    router ? routerTypes(subject.type, router.kind) : propsInterface(subject.type),
    definition(subject),
    classOf(subject),
  ];
  return typescript.join(parts, '\n');
}

/** A name with something after it, as code. */
function name(type: string, after: '' | 'Operation' | 'Inputs' | 'Props' | 'Integrations' = ''): TypeScript {
  return identifier(`${type}${after}`);
}

function operationsTable(type: string, operations: Readonly<Record<string, Operation>>): TypeScript {
  const names = operationNames(Object.keys(operations));
  const rows = Object.entries(operations).map(([id, { method, path }]) => {
    const fields = [typescript`id: ${id}`, typescript`method: ${method}`, typescript`path: ${path}`];
    const key = propertyKey(names.get(id) ?? id);
    return oneLine(
      typescript`  ${key}: { ${typescript.join(fields, ', ')} },\n`,
      typescript`  ${key}: {\n${fields.map((field) => typescript`    ${field},\n`)}  },\n`,
    );
  });
  return typescript`${docComment('The operations of the app.')}const OPERATIONS = {\n${rows}};

${docComment('The name of an operation.')}export type ${name(type, 'Operation')} = keyof typeof OPERATIONS;
`;
}

function inputNames({ variables, router }: Subject): TypeScript {
  const rows = variables.map((variable) => {
    const input = variable.variableName;
    const value = isAuthorizers(input, router)
      ? typescript.raw("{ name: 'authorizers', depth: 1, of: terragate.AUTHORIZER_NAMES }")
      : namesOf(input, hclType(variable));
    return typescript`  ${propertyKey(inputName(input))}: ${value},\n`;
  });
  return typescript`const INPUTS: terragate.NameMap = {\n${rows}};\n`;
}

function inputsInterface({ name: module, type, variables, router }: Subject): TypeScript {
  const names = new Set(variables.flatMap((one) => [one.variableName, ...attributeNames(hclType(one))]));
  const rows = variables.map((variable) => {
    const { default: fallback, nullable } = variable.props;
    const own =
      router && isAuthorizers(variable.variableName, router)
        ? typescript`terragate.Authorizers<${router.kind}>`
        : (unionOf(variable) ?? tsType(hclType(variable)));
    // Null differs from nothing only where there is another default; formatters lay long unions out their way.
    const orNull =
      fallback !== undefined && fallback !== null && nullable !== false && !/unknown|\n/.test(own.text);
    const key = propertyKey(inputName(variable.variableName));
    const optional = typescript.raw(fallback === undefined ? '' : '?');
    const text = wordsOn(variable.props);
    return typescript`${docComment(inTypeScriptNames(text, names), '  ')}  readonly ${key}${optional}: ${own}${typescript.raw(orNull ? ' | null' : '')};\n`;
  });
  return typescript`${docComment(`The inputs of the module ${module}.`)}export interface ${name(type, 'Inputs')} {\n${rows}}\n`;
}

/** The words on an input: its description, the numbers that it allows, what null means, and its default. */
function wordsOn(props: VariableProps): string {
  const { default: fallback, nullMeans, validation = [] } = props;
  const range = validation.find((rule) => rule.range !== undefined)?.range;
  const numbers = range ? ` A whole number of ${range.unit} from ${range.from} to ${range.to}.` : '';
  // Where null is the default, the default says what it means
  if (fallback === null) return `${ownDescription(props)}${numbers}\n\n@default - ${nullMeans ?? 'nothing'}`;
  const text = `${description(props)}${numbers}`;
  return fallback === undefined ? text : `${text}\n\n@default ${shownDefault(fallback)}`;
}

function isAuthorizers(input: string, router: Subject['router']): boolean {
  return router !== undefined && input === 'authorizers';
}

function propsInterface(type: string): TypeScript {
  return typescript`${docComment(`Properties of ${type}.`)}export interface ${name(type, 'Props')} extends ${name(type, 'Inputs')}, terragate.ModuleProps {}\n`;
}

function routerTypes(type: string, kind: ApiKind): TypeScript {
  const [integrations, operation, props, inputs] = (
    ['Integrations', 'Operation', 'Props', 'Inputs'] as const
  ).map((after) => name(type, after)) as [TypeScript, TypeScript, TypeScript, TypeScript];
  return typescript`${docComment('Integrations of the operations.')}export type ${integrations} = terragate.ApiIntegrations<${operation}, ${kind}>;

${docComment(`Properties of ${type}.`)}${oneLine(
  typescript`export interface ${props}<I> extends ${inputs}, terragate.RouterApiProps<${kind}, ${operation}, I> {}`,
  typescript`export interface ${props}<I>\n  extends ${inputs},\n    terragate.RouterApiProps<${kind}, ${operation}, I> {}`,
)}
`;
}

function definition({ name: module, variables, router }: Subject): TypeScript {
  const auth = variables.find(({ variableName }) => variableName === 'auth')?.props.default;
  const lines = [
    typescript`name: ${module},`,
    typescript`folder: terragate.callerFolder(typeof __dirname === 'undefined' ? undefined : __dirname),`,
    typescript`inputs: INPUTS,`,
    ...(router
      ? [
          typescript`kind: ${router.kind},`,
          typescript`operations: OPERATIONS,`,
          typescript`auth: ${String(auth)},`,
        ]
      : []),
  ];
  return typescript`const DEFINITION = {\n${lines.map((line) => typescript`  ${line}\n`)}} as const;\n`;
}

function classOf(subject: Subject): TypeScript {
  const { type, description, variables, outputs, router } = subject;
  const needed = variables.filter(({ props }) => props.default === undefined);
  const example = router
    ? `new ${type}(this, '${type}', { integrations: ${type}.defaultIntegrations(this).build() })`
    : `new ${type}(this, '${type}', { ${needed.map((one) => `${inputName(one.variableName)}: …`).join(', ')} })`;
  const props = typescript.raw(needed.length ? '' : ' = {}');
  const head = router
    ? routerHead(type, router.kind)
    : typescript`export class ${name(type)} extends terragate.ModuleCall {
  constructor(scope: terragate.Construct, id: string, props: ${name(type, 'Props')}${props}) {
    super(scope, id, DEFINITION, props);
  }
`;
  const tags = variables.some((one) => one.variableName === 'tags' && hclType(one) === 'map(string)');
  const getters = outputs.map(({ outputName, props: output }) => {
    const [of, from] = OUTPUT_TYPES[output.type ?? 'string'];
    const getter = inputName(outputName);
    return typescript`
${docComment(output.description, '  ')}  get ${identifier(MEMBERS.has(getter) ? `${getter}Output` : getter)}(): ${typescript.raw(of)} {
    return this.${typescript.raw(from)}(${outputName});
  }
`;
  });
  return typescript`${docComment(`${description}\n\n@example ${example}`)}${head}${tags ? TAGGABLE : typescript``}${getters}}\n`;
}

function routerHead(type: string, kind: ApiKind): TypeScript {
  const integrations = name(type, 'Integrations');
  const own = typescript`I extends ${integrations} | object = ${integrations}`;
  const base = typescript`> extends terragate.RouterApi<`;
  const begin = typescript`export class ${name(type)}<${own}${base}`;
  const parameters = [typescript.literal(kind), name(type, 'Operation'), typescript.raw('I')];
  const builder = (pattern: TypeScript) => {
    const all = [typescript.literal(kind), name(type, 'Operation'), pattern];
    return oneLine(
      typescript`  ): terragate.IntegrationBuilder<${typescript.join(all, ', ')}>;`,
      typescript`  ): terragate.IntegrationBuilder<\n    ${typescript.join(all, ',\n    ')}\n  >;`,
    );
  };
  return typescript`${oneLine(
    typescript`${begin}${typescript.join(parameters, ', ')}> {`,
    oneLine(begin, typescript``).text === ''
      ? typescript`export class ${name(type)}<\n  ${own},\n${base}${typescript.join(parameters, ', ')}> {`
      : typescript`${begin}\n  ${typescript.join(parameters, ',\n  ')}\n> {`,
  )}
  /** The operations of the app. */
  static readonly operations: terragate.Operations<${name(type, 'Operation')}> = OPERATIONS;

  constructor(scope: terragate.Construct, id: string, props: ${name(type, 'Props')}<I>) {
    super(scope, id, DEFINITION, props);
  }

  /**
   * Default integrations, which the builder changes for single operations.
   *
   * @param options pattern: isolated, a function for each operation, or shared, one for all. Of a pattern that is read
   * at run time, the integrations are those of either. @default isolated
   * @throws UserError for another pattern
   */
  static defaultIntegrations(
    scope: terragate.Construct,
    options?: { readonly pattern?: 'isolated' },
${builder(typescript`${'isolated'}`)}
  static defaultIntegrations(
    scope: terragate.Construct,
    options: { readonly pattern: 'shared' },
${builder(typescript`${'shared'}`)}
  static defaultIntegrations<P extends string | undefined>(
    scope: terragate.Construct,
    options: { readonly pattern: P & terragate.CheckedPattern<P> },
${builder(typescript`terragate.IntegrationPattern`)}
  static defaultIntegrations(
    _scope: terragate.Construct,
    options: { readonly pattern?: string | undefined } = {},
  ): unknown {
    return terragate.IntegrationBuilder.of(${kind}, OPERATIONS, options.pattern ?? 'isolated');
  }
`;
}

/** The type of an output in TypeScript, and the method that reads it. */
const OUTPUT_TYPES = {
  string: ['string', 'text'],
  number: ['number', 'number'],
  any: ['terragate.IResolvable', 'any'],
} as const;

/** The words that an input allows as a union, and a value that only Terraform knows; undefined where it allows others. */
function unionOf({ props }: ModuleVariable): TypeScript | undefined {
  const words = props.validation?.find(({ allowed }) => allowed !== undefined)?.allowed;
  if (words === undefined) return undefined;
  return typescript.join(
    [...words.map((word) => typescript.literal(word)), typescript.raw('terragate.IResolvable')],
    ' | ',
  );
}

/** A description with the names of inputs as TypeScript has them: `lambdaS3Bucket` for `lambda_s3_bucket`. */
function inTypeScriptNames(description: string, inputs: ReadonlySet<string>): string {
  return description.replace(/[a-z][a-z0-9]*(?:_[a-z0-9]+)+/g, (word) =>
    inputs.has(word) ? inputName(word) : word,
  );
}

function hclType({ props }: ModuleVariable): string {
  if (props.shape !== undefined) return props.shape;
  return typeof props.type === 'string' ? props.type : printExpression(toExpression(props.type), '  ');
}

/** A default as a comment shows it. */
function shownDefault(value: Value): string {
  return typeof value === 'string' ? typescript.literal(value).text : jsonText(value, 0);
}

function oneLine(line: TypeScript, broken: TypeScript): TypeScript {
  return line.text.trimEnd().length <= WIDTH ? line : broken;
}
