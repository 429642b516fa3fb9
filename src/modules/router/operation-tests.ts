import type { GatewayApi, GatewayOperation } from '../../gateway';
import { code, member, type Value } from '../../hcl';
import { LONG_STATEMENT, type Run, rejects } from '../shared/module-test';
import { leftOut, routed } from './tested-operations';

/** A parameter, as it stands in a policy behind the partition. */
const PARAMETER = 'ssm:us-east-1:123456789012:parameter/shop/token';

const OWN_SECRET = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:own-AbCdEf';

/** The runs that try each setting with an operation of the app. */
export function operationRuns(name: string, gateway: GatewayApi): Run[] {
  const { operations } = gateway;
  const routable = routed(gateway);
  // One that has nothing to do with another one is set to something: what that does to others is not its own
  const first = routable.find(([id, operation]) => isAlone(id, operation, operations)) ?? routable[0];
  if (!first) return [];
  const [id, { method, route, function: functionName, functionKey }] = first;
  const without = leftOut(gateway);
  const settings = (given: Readonly<Record<string, Value>>, others = without) => ({
    operations: { ...others, [id]: given },
  });
  const entry = member(code`local.document.paths[${route}]`, method.toLowerCase());
  const inWords = code`output.routes[${`${method} ${route}`}]`;
  const integration = code`${entry}["x-amazon-apigateway-integration"]`;
  const every = { route_quota: 10_000 };
  const reaching = routable.find(
    ([wide, operation]) =>
      operation.route.includes('{') &&
      isApart(wide, operation, operations) &&
      routable.some(([other, each]) => other !== wide && each.method === operation.method),
  );
  return [
    {
      name: 'isolated_operations_have_functions_of_their_own',
      command: 'apply',
      variables: {
        ...every,
        integration_pattern: 'isolated',
        ...settings({ memory_size: 2048, timeout: 7, env: { ONE: '1' } }),
      },
      asserts: [
        {
          that: code`length(module.function) == ${routable.length} && !contains(keys(module.function), "$router")`,
          otherwise: 'There is not one function for each operation.',
        },
        {
          that: `toset(keys(local.document.paths)) == toset(values(local.routed)[*].route)`,
          otherwise: 'There are other routes than those of the operations.',
        },
        {
          that: code`local.environments[${id}].ONE == "1" && alltrue([for other, env in local.environments : other == ${id} || !contains(keys(env), "ONE")])`,
          otherwise: 'The settings of the operation do not reach its function, or reach another.',
        },
        {
          that: code`${integration}.timeoutInMillis == 7000`,
          otherwise: 'The gateway does not wait as long as the function runs.',
        },
        {
          that: 'length(aws_iam_role.functions) == 1 && length(aws_cloudwatch_log_group.functions) == 1 && length(distinct([for function in values(module.function) : function.log_group_arn])) == 1',
          otherwise: 'The functions do not share what they can share.',
        },
        {
          that: 'alltrue([for permission in values(aws_lambda_permission.api) : permission.qualifier == null])',
          otherwise: 'A function has an alias that nothing asks for.',
        },
        {
          that: 'length(output.public_operations) == 0 && alltrue(flatten([for item in values(local.document.paths) : [for method in values(item) : length(method.security) > 0]]))',
          otherwise: 'A route is open.',
        },
        {
          that: code`length(output.routes) == length(local.routed) && startswith(${inWords}, "IAM, function ")`,
          otherwise: 'A review would not see who may call each route, and what answers.',
        },
      ],
    },
    {
      name: 'what_an_operation_asks_for_is_its_own',
      command: 'apply',
      variables: {
        ...every,
        integration_pattern: 'isolated',
        secrets: { TOKEN: `arn:aws:${PARAMETER}` },
        ...settings({
          iam_policy_statements: [
            { Effect: 'Allow', Action: ['s3:GetObject'], Resource: ['arn:aws:s3:::b/*'] },
          ],
          secrets: { KEY: OWN_SECRET },
          log_retention_in_days: 7,
          canary: { stable_version: '7', weight: 0.1 },
        }),
      },
      asserts: [
        {
          that: code`strcontains(aws_iam_role_policy.functions[0].policy, ${PARAMETER})`,
          otherwise: 'The functions that share a role can not read the secrets.',
        },
        {
          that: code`keys(local.function_settings[${id}].secrets) == ["KEY"] && !strcontains(aws_iam_role_policy.functions[0].policy, ${OWN_SECRET})`,
          otherwise: 'The secret of one operation is lost, or other functions may read it.',
        },
        {
          that: code`[for key, own in local.has_own_role : key if own] == [${id}] && !strcontains(aws_iam_role_policy.functions[0].policy, "s3:GetObject")`,
          otherwise: 'Another function may do what one operation asks for.',
        },
        {
          that: code`module.function[${functionKey}].log_group_name == ${`/aws/lambda/${name}-${functionName}`}`,
          otherwise: 'The logs are not kept as the operation asks.',
        },
        {
          that: code`endswith(local.function_arns[${id}], ":live") && aws_lambda_permission.api[${functionKey}].qualifier == "live"`,
          otherwise: 'The canary leads nowhere: API Gateway goes around the alias.',
        },
      ],
    },
    {
      name: 'each_function_has_all_of_its_own_where_that_is_asked_for',
      command: 'apply',
      variables: {
        ...every,
        integration_pattern: 'isolated',
        function_roles: 'own',
        function_log_groups: 'own',
        function_aliases_enabled: true,
        operations: without,
      },
      asserts: [
        {
          that: 'length(aws_iam_role.functions) + length(aws_cloudwatch_log_group.functions) == 0',
          otherwise: 'Something is shared.',
        },
        {
          that: 'alltrue([for arn in values(local.function_arns) : endswith(arn, ":live")])',
          otherwise: 'A function is called without its alias.',
        },
      ],
    },
    {
      name: 'a_shared_role_writes_to_the_log_groups_of_its_functions_alone',
      command: 'apply',
      variables: {
        ...every,
        integration_pattern: 'isolated',
        function_log_groups: 'own',
        operations: without,
      },
      asserts: [
        {
          that: 'length(local.shared_role_log_groups) > 0 && alltrue([for name in local.own_log_groups : anytrue([for arn in local.shared_role_log_groups : endswith(arn, ":log-group:/aws/lambda/${name}")])])',
          otherwise: 'The role may not write the logs of its functions, or those of others too.',
        },
        {
          that: 'length(local.shared_role_log_groups) == length(local.own_log_groups)',
          otherwise: 'The role may write the logs of others.',
        },
      ],
    },
    rejects(
      'more permissions than the shared role holds',
      {
        ...every,
        integration_pattern: 'isolated',
        additional_iam_policy_statements: [LONG_STATEMENT],
        operations: without,
      },
      'aws_iam_role_policy.functions',
    ),
    {
      name: 'an_operation_that_another_server_answers_is_open_where_it_says_so',
      variables: settings(
        { integration: { type: 'http_proxy', uri: 'https://example.com/docs' }, authorization: 'NONE' },
        {}, // the catch-all serves what can't have a route
      ),
      asserts: [
        {
          that: code`${integration}.uri == "https://example.com/docs" && length(${entry}.security) == 0`,
          otherwise: 'The operation is not what it was set to.',
        },
        {
          that: code`keys(output.public_operations) == [${id}]`,
          otherwise: 'A review would not see what is open.',
        },
        {
          that: code`startswith(${inWords}, "NONE, http_proxy") && startswith(output.routes["everything else"], "IAM, function ")`,
          otherwise: 'The plan would not say in words that the route is open.',
        },
      ],
    },
    rejects(
      'an id that the app does not have',
      { operations: { 'no such operation': {} } },
      'output.operations',
    ),
    rejects('a setting that does not exist', settings({ memry_size: 512 }), 'output.operations'),
    rejects('an unknown integration', settings({ integration: { type: 'ftp' } }), 'output.operations'),
    rejects(
      'secrets of an operation that are no object',
      settings({ secrets: 'open sesame' }),
      'var.operations',
    ),
    rejects('statements of null', settings({ iam_policy_statements: null }), 'var.operations'),
    rejects(
      'a server without an address',
      settings({ integration: { type: 'http_proxy' } }),
      'output.operations',
    ),
    rejects('an unknown authorizer', settings({ authorization: 'PARTNERS' }), 'output.operations'),
    rejects(
      'a pool that an operation lacks',
      { ...every, routes: 'operations', ...settings({ authorization: 'COGNITO' }) },
      'output.operations',
    ),
    rejects(
      'scopes for signed requests',
      { ...every, routes: 'operations', ...settings({ authorization_scopes: ['read'] }) },
      'output.operations',
    ),
    rejects(
      'protection that another path leads around',
      { auth: 'NONE', ...settings({ authorization: 'IAM' }) },
      'output.operations',
    ),
    ...(reaching === undefined ? [] : reachRuns(reaching[0], { ...every, routes: 'operations' }, without)),
    rejects('too much memory for an operation', settings({ memory_size: 20_000 }), 'var.operations'),
    rejects('settings that are no object', { operations: { [id]: 'large' } }, 'var.operations'),
  ];
}

/** Whether an operation's route takes requests of those alone that have routes, and differ in more than a slash. */
function isApart(
  id: string,
  { shadows = [], slashShadows }: GatewayOperation,
  all: GatewayApi['operations'],
) {
  const isShadowed = Object.values(all).some((other) => other.slashShadows?.includes(id));
  return (
    !isShadowed &&
    !slashShadows &&
    shadows.every((other) => all[other]?.problem === undefined && all[other]?.shadowedBy === undefined)
  );
}

/** Whether an operation's route is beside `/{proxy+}` in any API, and takes requests of no other operation. */
function isAlone(
  id: string,
  { route, shadows, slashShadows }: GatewayOperation,
  all: GatewayApi['operations'],
) {
  const isShadowed = Object.values(all).some((other) => other.slashShadows?.includes(id));
  return !route.startsWith('/{') && !shadows && !slashShadows && !isShadowed;
}

/** An open operation whose variable may hold the path of operations that are not open. */
function reachRuns(
  id: string,
  inputs: Readonly<Record<string, Value>>,
  without: Readonly<Record<string, Value>>,
): Run[] {
  const open = (more: Readonly<Record<string, Value>>, given: Readonly<Record<string, Value>> = {}) => ({
    ...inputs,
    ...more,
    operations: { ...without, [id]: { authorization: 'NONE', ...given } },
  });
  const plans = (name: string, variables: Readonly<Record<string, Value>>): Run => ({
    name,
    variables,
    asserts: [{ that: 'length(local.problems) == 0', otherwise: 'The operation is refused.' }],
  });
  return [
    rejects('an open operation whose path may be read as that of another', open({}), 'output.operations'),
    rejects(
      'the same where each operation has a function of its own',
      open({ integration_pattern: 'isolated' }),
      'output.operations',
    ),
    plans('functions_may_refuse_what_was_not_authorized', open({ functions_enforce_routes: true })),
    plans('all_operations_may_be_open', open({ auth: 'NONE' })),
    plans(
      'what_does_not_run_the_app_reaches_none_of_its_operations',
      open({}, { integration: { type: 'http_proxy', uri: 'https://example.com' } }),
    ),
  ];
}
