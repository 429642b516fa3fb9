import type { ApiKind } from '../api-kind';
import { type Problem, UsageError } from '../errors';
import { FRAMEWORKS } from '../framework-name';
import { CHOICE_OPTIONS, choiceNameProblem, chosenNames, type PackageChoice } from '../package-choice';
import type { Router } from '../project';
import { moduleProblems, type Names, nameProblems, namesOf, underscored } from './names';

/** The choices of the options of `new` and `add`; the first of each is the default. */
export const CHOICES = {
  computeType: ['rest-api', 'http-api', 'function-url'],
  integrationPattern: ['isolated', 'shared'],
  auth: ['IAM', 'Cognito', 'None'],
  iac: ['terraform', 'typescript'],
  framework: FRAMEWORKS,
  handler: ['adapter', 'mangum'],
  pythonVersion: ['3.13', '3.14', '3.12', '3.11'],
  architecture: ['arm64', 'x86_64'],
} as const;

type Choice = keyof typeof CHOICES;
type Chosen = { readonly [K in Choice]: (typeof CHOICES)[K][number] };

/** The options that decide what a project is made of. */
export interface NewOptions extends Chosen {
  /** Name of the project and of its folder: lower-case letters, digits and hyphens, such as `my-api`. */
  readonly name: string;
  /** Folder that the project's folder is made in. @default '.' */
  readonly directory: string;
  /** Name of the Python module. @default - the name with _ for - */
  readonly moduleName: string;
  /** Whether the app has only what an API needs. @default false */
  readonly minimal: boolean;
  /** Whether the tests of the modules, which `terraform test` runs, are written. @default false */
  readonly moduleTests: boolean;
  /** Checks of requests by API Gateway, where they differ from the module's own. @default - the module's: all of them */
  readonly requestValidation?: 'NONE';
}

/** The options without a value. */
type Switch = 'minimal' | 'moduleTests';
/** The options that a user gives with a value. */
type Given = Exclude<keyof NewOptions, Switch | 'requestValidation'>;

/** The given options, unchecked. */
export type GivenOptions = { readonly [K in Given]?: string | undefined } & {
  readonly [K in Switch]?: boolean | undefined;
};

/** The options of `add` that are given, unchecked. */
export interface GivenAddOptions extends GivenOptions {
  /** Name of the application, as findApp() takes it. @default - the only one that there is */
  readonly app?: string | undefined;
  /** An OpenAPI document that the user keeps, in place of an import of the app. @default - the app is imported */
  readonly openapi?: string | undefined;
  /** A file with variables for the import of the app. @default - none */
  readonly envFile?: string | undefined;
  /** Dependency groups that the functions need beside the main packages. @default - none */
  readonly group?: readonly string[] | undefined;
  /** Extras that the functions need beside the main packages. @default - none */
  readonly extra?: readonly string[] | undefined;
  /** Environment of Hatch whose packages the functions have in place of the main ones. @default - the main packages */
  readonly hatchEnvironment?: string | undefined;
}

/** Flag of each option, as messages name it. */
const FLAGS: Readonly<Record<Given, string>> = {
  name: 'name',
  computeType: '--compute-type',
  integrationPattern: '--integration-pattern',
  auth: '--auth',
  directory: '--directory',
  iac: '--iac',
  framework: '--framework',
  moduleName: '--module-name',
  pythonVersion: '--python-version',
  architecture: '--architecture',
  handler: '--handler',
};

/**
 * The options with their defaults, checked.
 *
 * @throws UsageError naming all that is wrong at once
 * @example checkedOptions({ name: 'my-api', auth: 'cognito' }).auth // 'Cognito'
 */
export function checkedOptions(given: GivenOptions): NewOptions {
  const problems: Problem[] = [];
  const { name, directory = '.' } = given;
  if (name === undefined) {
    problems.push({
      where: FLAGS.name,
      what: 'the name is missing',
      fix: 'give the project a name, such as my-api',
    });
  } else problems.push(...nameProblems(FLAGS.name, name));
  if (directory === '') {
    problems.push({
      where: FLAGS.directory,
      what: 'the folder has no name',
      fix: 'give a folder, such as services',
    });
  }
  const chosen = chosenOf(given, problems);
  const moduleName = given.moduleName ?? underscored(name ?? '');
  // An invalid name is reported already
  if (given.moduleName !== undefined || (name !== undefined && problems.every((p) => p.where !== FLAGS.name)))
    problems.push(
      ...moduleProblems(given.moduleName === undefined ? FLAGS.name : FLAGS.moduleName, moduleName),
    );
  if (problems.length || name === undefined) throw new UsageError(problems);
  const { minimal = false, moduleTests = false } = given;
  return { name, directory, moduleName, ...chosen, minimal, moduleTests };
}

/** The problems of the given options; an option that is missing is none. */
export function givenProblems(given: GivenOptions): readonly Problem[] {
  try {
    checkedOptions({ ...given, name: given.name ?? 'my-api' });
    return [];
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return error.problems;
  }
}

/** The problems of the given options of `add`. */
export function addProblems(given: GivenAddOptions): readonly Problem[] {
  const problems: Problem[] = given.name === undefined ? [] : nameProblems('--name', given.name);
  if (given.openapi !== undefined && given.envFile !== undefined)
    problems.push({
      where: '--env-file',
      what: '--env-file is for the import of the app, and --openapi takes the place of that',
      fix: 'give one of the two',
    });
  for (const { kind, name } of chosenNames(choiceOf(given))) {
    const problem = choiceNameProblem(kind, name);
    if (problem) problems.push({ where: CHOICE_OPTIONS[kind], got: name, ...problem });
  }
  chosenOf(given, problems);
  return problems;
}

/** The packages that are chosen. */
export function choiceOf({ group, extra, hatchEnvironment }: GivenAddOptions): PackageChoice {
  return { groups: group ?? [], extras: extra ?? [], environment: hatchEnvironment };
}

/** The options that have a list of values. What is wrong is added to the problems, with a default in its place. */
export function chosenOf(given: GivenOptions, problems: Problem[]): Chosen {
  const one = <T extends string>(option: Choice, allowed: readonly [T, ...T[]]): T => {
    const [fallback] = allowed;
    const value = given[option];
    if (value === undefined) return fallback;
    const found = allowed.find((each) => each.toLowerCase() === value.toLowerCase());
    if (found !== undefined) return found;
    const where = FLAGS[option];
    problems.push({
      where,
      what: `${where} does not take ${JSON.stringify(value)}`,
      got: value,
      allowed,
      fix: 'correct the value, or leave the option out',
    });
    return fallback;
  };
  const computeType = one('computeType', CHOICES.computeType);
  const onUrl = computeType === 'function-url';
  const pattern = one('integrationPattern', CHOICES.integrationPattern);
  const auth = one('auth', CHOICES.auth);
  if (onUrl) problems.push(...urlProblems({ ...given, auth }));
  return {
    computeType,
    integrationPattern: onUrl ? 'shared' : pattern,
    auth,
    iac: one('iac', CHOICES.iac),
    framework: one('framework', CHOICES.framework),
    handler: one('handler', CHOICES.handler),
    pythonVersion: one('pythonVersion', CHOICES.pythonVersion),
    architecture: one('architecture', CHOICES.architecture),
  };
}

/** The values that go with a function URL: it is the address of one function, and reads no tokens. */
const WITH_URL: { readonly [K in Choice]?: readonly (typeof CHOICES)[K][number][] } = {
  integrationPattern: ['shared'],
  auth: ['IAM', 'None'],
};

/** The values of an option that go with a compute type, as a user may write that. @default - those of an API */
export function choicesFor<K extends Choice>(
  option: K,
  computeType: string | undefined,
): readonly (typeof CHOICES)[K][number][] {
  const all: readonly (typeof CHOICES)[K][number][] = CHOICES[option];
  return computeType?.toLowerCase() === 'function-url' ? (WITH_URL[option] ?? all) : all;
}

/** What a function URL has no way to do, as each of them is asked for. */
function urlProblems({ integrationPattern, auth }: GivenOptions): Problem[] {
  const isolated = CHOICES.integrationPattern[0];
  return [
    ...(integrationPattern?.toLowerCase() === isolated
      ? [
          {
            where: FLAGS.integrationPattern,
            what: 'a function URL is the address of one function, which answers all operations',
            got: integrationPattern,
            allowed: choicesFor('integrationPattern', 'function-url'),
            fix: 'leave it out; --compute-type rest-api or http-api can have a function for each operation',
          },
        ]
      : []),
    ...(auth === 'Cognito'
      ? [
          {
            where: FLAGS.auth,
            what: 'a function URL reads no tokens: it asks for signed requests, or for nothing',
            got: auth,
            allowed: choicesFor('auth', 'function-url'),
            fix: '--compute-type http-api or rest-api checks tokens of Cognito before the app; with --auth None the app can check them itself, sent in another header than Authorization, which CloudFront needs',
          },
        ]
      : []),
  ];
}

/** The kind of API of API Gateway, as modules and settings name it; `undefined` for a function URL, which has none. */
export function kindOf({ computeType }: Pick<NewOptions, 'computeType'>): ApiKind | undefined {
  return { 'rest-api': 'rest' as const, 'http-api': 'http' as const, 'function-url': undefined }[computeType];
}

/** The router modules of a project: none where a function URL is in front of its only function. */
export function apisOf(options: Pick<NewOptions, 'name' | 'computeType'>): readonly Router[] {
  const kind = kindOf(options);
  return kind ? [{ name: options.name, kind }] : [];
}

/** The package of the functions, from the folder of the infrastructure. */
export function packageOf({ name, computeType }: Pick<NewOptions, 'name' | 'computeType'>): string {
  return computeType === 'function-url' ? 'lambda.zip' : `modules/${name}/lambda.zip`;
}

/** What the app is behind, in words. */
export function frontOf({ computeType }: Pick<NewOptions, 'computeType'>): string {
  return {
    'rest-api': 'a REST API of API Gateway',
    'http-api': 'an HTTP API of API Gateway',
    'function-url': 'a function URL',
  }[computeType];
}

/** What requests come through to the app, in few words. */
export function doorOf({ computeType }: Pick<NewOptions, 'computeType'>): string {
  return computeType === 'function-url' ? 'its function URL' : 'API Gateway';
}

/** The names of the project that options describe. */
export function namesIn({ name, moduleName }: NewOptions): Names {
  return namesOf(name, moduleName);
}
