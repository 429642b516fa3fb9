import { call, raw } from '../../src/hcl';
import { markdown } from '../../src/language';
import { ModuleStack } from '../../src/module-stack/module-stack';
import type { Module } from '../../src/modules';

const OPERATIONS = {
  say_hello: { method: 'GET', path: '/hello/{name}', tags: [] },
  get_documentation: { method: 'GET', path: '/documentation', tags: [] },
  get_file: { method: 'GET', path: '/file', tags: [] },
  get_report: { method: 'POST', path: '/report', tags: [] },
};

/** A router module with few inputs: what the façade writes, and one of each type. */
export function fixture(kind: 'rest' | 'http', operations: object = OPERATIONS): Module {
  const stack = new ModuleStack(kind === 'rest' ? 'my-api' : 'my-http-api', {
    description: 'The API of the tests.',
    requiredVersion: '>= 1.5.7',
    providers: { aws: { source: 'hashicorp/aws', version: '>= 5.100, < 7.0' } },
  });
  const input = (name: string, type: string, fallback?: unknown) =>
    stack.variable(name, {
      type: raw(type),
      description: `The ${name}.`,
      nullable: false,
      ...(fallback === undefined ? {} : { default: fallback as string }),
    });
  input('name', 'string', 'my-api');
  for (const name of ['integration_pattern', 'auth']) input(name, 'string', 'IAM');
  input('operations', 'any', {});
  input('authorizers', 'any', {});
  input('memory_size', 'number', 512);
  input('snap_start', 'bool', false);
  input('lambda_tracing_enabled', 'bool', true);
  for (const name of ['layers', 'vpc_subnet_ids', 'vpc_security_group_ids', 'cors_allow_origins'])
    input(name, 'list(string)', []);
  input('env', 'map(string)', {});
  input('tags', 'map(string)', {});
  input('resource_policy_statements', 'any', []);
  stack.variable('additional_iam_policy_statements', {
    type: call('list', call('object', { Sid: raw('optional(string)'), Action: raw('list(string)') })),
    description: 'Statements. They end in */ here.',
    default: [],
  });
  stack.variable('usage_plans', {
    type: raw(
      'map(object({ quota_limit = number, throttle = optional(object({ rate_limit = number }), null) }))',
    ),
    description: 'Plans.',
    default: null,
  });
  stack.call(kind === 'rest' ? 'rest_api' : 'http_api', `../${kind}-api`, {});
  const outputs = {
    ...({ api_id: 'string', stage_execution_arn: 'string', lambda_source_code_size: 'number' } as const),
    ...({ functions: 'any', public_operations: 'any' } as const),
  };
  for (const [name, type] of Object.entries(outputs))
    stack.output(name, { value: raw('null'), description: `The ${name}.`, type });
  return {
    stack,
    readme: { about: markdown``, usage: [], diagram: [] },
    tests: {},
    data: { 'operations.json': { operations } },
  };
}
