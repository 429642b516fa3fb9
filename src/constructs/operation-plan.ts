import { type Problem, UserError } from '../errors';
import { type FunctionHandle, ROUTER } from './function-handle';
import { functionSettings } from './function-options';
import type { Integration } from './integration';
import { type IntegrationPattern, type Operations, PLAN, type Plan } from './integrations';
import type { ApiKind } from './kind';
import { DedicatedFunction, type LambdaFunction } from './lambda-function';
import { type ApiIntegration, defaultSettings, operationSettings, routeSettings } from './route-options';

/** The module's inputs that integrations write. */
export interface OperationPlan {
  readonly pattern: IntegrationPattern;
  /** Settings of the functions that are not named, by input of the module. */
  readonly defaults: Readonly<Record<string, unknown>>;
  /** Settings of single operations, by their ids; operations without any have no entry. */
  readonly operations: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
  /** The functions by operation id, or `$router`. */
  readonly handles: ReadonlyMap<string, FunctionHandle>;
}

/**
 * Reads what an API was given.
 *
 * @param where the construct, for the message
 * @throws UserError for names that there are not, operations without an integration, integrations that are for the other
 * kind of API, and options that there are not: all at once.
 */
export function operationPlan(
  kind: ApiKind,
  operations: Operations,
  all: object,
  where: string,
): OperationPlan {
  const problems: Problem[] = [];
  const collect = (act: () => void) => {
    try {
      act();
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      problems.push(...error.problems);
    }
  };
  const integrations = all as Readonly<Record<string | symbol, unknown>>;
  const plan = integrations[PLAN] as Plan | undefined;
  const settings = new Map<string, Record<string, unknown>>();
  const handles = new Map<string, FunctionHandle>();
  const shared = ROUTER in integrations;
  for (const name of Object.keys(integrations)) {
    if (name !== ROUTER && !Object.hasOwn(operations, name)) {
      const allowed = Object.keys(operations);
      const what = `the app has no operation ${name}`;
      problems.push({ where, what, got: name, allowed, fix: 'give an integration for each operation' });
    }
  }
  if (shared && plan?.made.get(ROUTER) !== integrations[ROUTER]) {
    const fix = "take it from defaultIntegrations(this, { pattern: 'shared' })";
    problems.push({ where, what: '$router is not the function of the builder', fix });
  }
  const missing: string[] = [];
  for (const [name, { id }] of Object.entries(operations)) {
    const options = plan?.operationOptions.get(name) ?? {};
    const given = integrations[name] as ApiIntegration<ApiKind> | undefined;
    const at = `${where}: ${name}`;
    const made = plan?.made.get(name);
    if (given === undefined ? shared : given === made) {
      collect(() => {
        settings.set(id, operationSettings(kind, options, at));
        if (options.authorization) checkKind(kind, options.authorization, 'authorization', at);
      });
      if (made) handles.set(id, made.handler);
    } else if (given === undefined) missing.push(name);
    else {
      collect(() => settings.set(id, overrideSettings(kind, given, at)));
      if (given.integration instanceof DedicatedFunction) handles.set(id, given.integration.handler);
    }
  }
  if (missing.length) {
    const fix = 'give one for each, or begin with defaultIntegrations(this)';
    problems.push({ where, what: `operations without an integration: ${missing.join(', ')}`, fix });
  }
  const api = plan && [...plan.made.values()].map(({ handler }) => handler.api).find((path) => path);
  if (api !== undefined) {
    const fix = 'call build() again for another API';
    problems.push({ where, what: `the integrations belong to ${api} already`, fix });
  }
  const router = plan?.made.get(ROUTER);
  if (shared && router) handles.set(ROUTER, router.handler);
  let defaults: Record<string, unknown> = {};
  collect(() => {
    const options = { ...plan?.defaults, ...(shared ? plan?.operationOptions.get(ROUTER) : {}) };
    defaults = defaultInputs(kind, options, where);
  });
  if (problems.length) throw new UserError(problems);
  for (const [id, own] of settings) if (Object.keys(own).length === 0) settings.delete(id);
  return { pattern: shared ? 'shared' : 'isolated', defaults, operations: settings, handles };
}

function overrideSettings(
  kind: ApiKind,
  { integration, options = {} }: ApiIntegration<ApiKind>,
  where: string,
): Record<string, unknown> {
  checkKind(kind, integration, 'integration', where);
  if (options.authorization) checkKind(kind, options.authorization, 'authorization', where);
  const own = (integration as Partial<LambdaFunction>).functionOptions;
  return {
    ...(own ? functionSettings(own, where) : {}),
    ...routeSettings(kind, options, where),
    integration: { ...integration.settings },
  };
}

function checkKind(
  kind: ApiKind,
  value: Pick<Integration<object>, 'worksWith'> | undefined,
  what: string,
  where: string,
): void {
  if ((value?.worksWith as Partial<Record<ApiKind, true>> | undefined)?.[kind]) return;
  const api = kind === 'rest' ? 'a REST API' : 'an HTTP API';
  throw new UserError([
    value?.worksWith
      ? {
          where,
          what: `the ${what} is not for ${api}`,
          fix: `give one that is, or make ${kind === 'rest' ? 'an HTTP' : 'a REST'} API`,
        }
      : {
          where,
          what: `the ${what} is missing`,
          fix: 'give one: LambdaFunction, HttpProxy, Http, AwsService or Mock',
        },
  ]);
}

/** Default options as inputs of the module, where the statements are those of all functions. */
function defaultInputs(kind: ApiKind, options: object, where: string): Record<string, unknown> {
  const { iam_policy_statements: statements, ...rest } = defaultSettings(kind, options, where);
  return { ...rest, ...(statements === undefined ? {} : { additional_iam_policy_statements: statements }) };
}
