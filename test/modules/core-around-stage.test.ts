import { parseToObject } from 'hcl2-parser';
import { moduleFiles } from '../../src/emit';
import { printExpression, toExpression } from '../../src/hcl';
import { ModuleOutput, ModuleVariable } from '../../src/module-stack/declarations';
import { httpApi } from '../../src/modules/http-api/module';
import { CACHE_INPUTS } from '../../src/modules/rest-api/cache';
import { CLIENT_CERTIFICATE_INPUT } from '../../src/modules/rest-api/client-certificate';
import { restApi } from '../../src/modules/rest-api/module';
import { POLICY_STATEMENTS_INPUT } from '../../src/modules/rest-api/policy-statements';
import { USAGE_INPUTS } from '../../src/modules/rest-api/usage-plans';
import { WAF_INPUTS } from '../../src/modules/rest-api/waf';
import { domainInputs } from '../../src/modules/shared/domain-inputs';
import { METHOD_PATH, METHOD_THROTTLING, ROUTE_THROTTLING } from '../../src/modules/shared/throttling';

// What stands around the stage of the core modules. What Terraform makes of it is tested by the files beside the
// modules and by test/terraform/core.tools.ts.
const REST = {
  ...domainInputs('rest'),
  ...USAGE_INPUTS,
  ...WAF_INPUTS,
  ...POLICY_STATEMENTS_INPUT,
  ...CLIENT_CERTIFICATE_INPUT,
  ...CACHE_INPUTS,
  ...METHOD_THROTTLING,
};
const HTTP = { ...domainInputs('http'), ...ROUTE_THROTTLING };

const MODULES = [
  ['rest-api', restApi(), REST],
  ['http-api', httpApi(), HTTP],
] as const;

describe.each(MODULES)('%s', (_, module, group) => {
  const variables = module.stack.node.children.filter((child) => child instanceof ModuleVariable);
  const text = [...moduleFiles(module)]
    .filter(([path]) => path.endsWith('.tf'))
    .map(([, content]) => content)
    .join('\n');

  test('has every input of its groups', () => {
    const names = variables.map(({ variableName }) => variableName);
    expect(names).toEqual(expect.arrayContaining(Object.keys(group)));
  });

  test('has everything around the stage switched off', () => {
    const on = Object.entries(group).filter(
      ([, { default: value }]) =>
        value !== null && value !== false && !(typeof value === 'object' && Object.keys(value).length === 0),
    );
    // What says how something is that is off itself
    expect(on.map(([name]) => name).sort()).toEqual(
      Object.keys(group)
        .filter((name) => ['cache_ttl_in_seconds', 'domain_security_policy'].includes(name))
        .sort(),
    );
  });

  test.each(variables.map(({ variableName, props }) => [variableName, props] as const))(
    'the rules of %s name no other input: Terraform before 1.9 refuses that',
    (name, props) => {
      const named = (props.validation ?? []).flatMap(({ condition, message }) =>
        [condition, message].flatMap((part) =>
          [...printExpression(toExpression(part)).matchAll(/\bvar\.(\w+)/g)].map((match) => match[1]),
        ),
      );
      expect([...new Set(named)].filter((other) => other !== name)).toEqual([]);
    },
  );

  test('makes nothing more for more operations', () => {
    const parsed = parseToObject(text)[0] as {
      resource: Record<string, Record<string, Record<string, unknown>[]>>;
    };
    const many = Object.entries(parsed.resource).flatMap(([type, byName]) =>
      Object.entries(byName).flatMap(([name, bodies]) =>
        bodies[0]?.for_each === undefined ? [] : [[`${type}.${name}`, String(bodies[0].for_each)]],
      ),
    );
    for (const [, forEach] of many) expect(forEach).not.toMatch(/local\.(document|paths|body)\b/);
  });

  test('keeps a secret out of what Terraform prints', () => {
    const outputs = module.stack.node.children.filter((child) => child instanceof ModuleOutput);
    for (const { outputName, props } of outputs) {
      expect([outputName, props.sensitive ?? false]).toEqual([outputName, outputName === 'api_key_values']);
    }
  });
});

test.each([
  ['/GET', true],
  ['/orders/GET', true],
  ['/orders/{id}/lines/{line+}/DELETE', true],
  ['/orders/{id}/ANY', true],
  ['GET /orders', false],
  ['orders/GET', false],
  ['/orders', false],
  ['/orders//GET', false],
  ['/orders/get', false],
])('%s names a method: %s', (key, right) => {
  expect(new RegExp(METHOD_PATH).test(key)).toBe(right);
});

test('a block can hold another one that an expression decides on', () => {
  const [, keys] = [...moduleFiles(restApi())].find(([path]) => path === 'keys.tf') ?? [];
  expect(keys).toContain(`  dynamic "api_stages" {
    for_each = aws_api_gateway_stage.this

    content {
      api_id = aws_api_gateway_rest_api.this.id
      stage  = api_stages.value.stage_name

      dynamic "throttle" {
        for_each = each.value.throttle

        content {`);
});

test('objects that a user writes are open types, so that a misspelt attribute is an error and not dropped', () => {
  for (const [name, { type }] of Object.entries({ ...USAGE_INPUTS, ...POLICY_STATEMENTS_INPUT })) {
    expect([name, type]).toEqual([name, 'any']);
  }
  // Closed ones have no attribute that may be left out: a misspelt name leaves one out
  for (const { type } of Object.values({ ...METHOD_THROTTLING, ...ROUTE_THROTTLING })) {
    expect(printExpression(toExpression(type))).not.toContain('optional');
  }
});
