import { inputsOf, localOf, MODULES, outputsOf, resource, resourcesOf, textOf } from './emitted';

// What is wrong in the Terraform modules of the closest peer, one test for each defect that can be seen in the emitted
// text. Those that need an apply (a second instance, a change that reaches the stage) stand in test/terraform.
const ROUTERS = ['my-api', 'my-http-api'];
const ALL = Object.keys(MODULES);

test.each(ROUTERS)('T1: the root of the app is routed by %s', (name) => {
  expect(localOf(name, 'catch_all_paths')).toContain('["/", "/{proxy+}"]');
});

test('T2: origins are never joined into one header', () => {
  expect(textOf('rest-api')).not.toMatch(/Allow-Origin[^\n]*join\(/);
  expect(textOf('rest-api')).toContain('$origin == \\"${origin}\\"');
});

test.each(ROUTERS)('T3: the app behind %s gets the origins that the gateway allows', (name) => {
  expect(localOf(name, 'app_environment')).toContain('ALLOWED_ORIGINS = join(",", var.cors_allow_origins)');
});

test('T4: the deployment hangs on the whole document and on the policy', () => {
  expect(textOf('rest-api')).toContain('definition = sha1(jsonencode([local.body, local.policy]))');
});

test('T5: the policy comes before the deployment, and the gateway responses are in the document', () => {
  expect(resource('rest-api', 'aws_api_gateway_deployment.this').depends_on).toEqual([
    '${aws_api_gateway_rest_api_policy.this}',
  ]);
  expect(textOf('rest-api')).toMatch(
    /document = merge\([\s\S]*x-amazon-apigateway-gateway-responses = merge\(/,
  );
});

test('T6: the gateway waits as long as the function runs', () => {
  expect(localOf('my-api', 'function_integrations')).toContain(
    'timeoutInMillis = 1000 * min(target.timeout, target.mode == "STREAM" ? 900 : 29)',
  );
  expect(inputsOf('my-api').timeout?.type).toBe('number');
});

test.each(['rest-api', 'http-api'])('T8: credentials with any origin fail the plan of %s', (name) => {
  expect(textOf(name)).toContain('!(var.cors_allow_credentials && contains(var.cors_allow_origins, "*"))');
});

test.each(ROUTERS)('T9: the pattern decides which functions %s has', (name) => {
  expect(inputsOf(name).integration_pattern?.default).toBe('shared');
  expect(localOf(name, 'isolated')).toBe('${var.integration_pattern == "isolated"}');
});

test('T10: the clients of a user pool are used and not required', () => {
  expect(inputsOf('my-api').user_pool_client_ids?.required).toBe(false);
  expect(localOf('my-api', 'app_environment')).toContain(
    'COGNITO_CLIENT_IDS = join(",", var.user_pool_client_ids)',
  );
  expect(localOf('my-http-api', 'available_schemes')).toContain('audience = var.user_pool_client_ids');
});

test.each(ALL)('T11: %s lets no account in by a policy of its own', (name) => {
  expect(textOf(name)).not.toContain(':root');
  // A denial may be for everybody
  expect(textOf(name)).not.toMatch(/Effect\s+= "Allow"[^{}]*Principal\s+= "\*"/);
});

test.each(ROUTERS)('T12: integration, permission and outputs of %s name the alias', (name) => {
  expect(localOf(name, 'lambda_targets')).toContain('for key, arn in local.function_arns');
  expect(localOf(name, 'function_arns')).toContain('local.has_alias[key] ? ["live"] : []');
  expect(resource(name, 'aws_lambda_permission.api').qualifier).toBe(
    '${local.functions[each.value].alias_name}',
  );
  expect(textOf(name)).toContain('module.function["$router"].invoke_arn');
  expect(textOf('lambda-function')).toMatch(
    /output "invoke_arn" \{[^}]*aws_lambda_alias\.live\[\*\]\.invoke_arn/,
  );
  expect(outputsOf(name)).toContain('lambda_alias_arn');
});

test.each(ALL)('T13: every input of %s is used', (name) => {
  const text = textOf(name);
  const unused = Object.keys(inputsOf(name)).filter(
    (input) =>
      text
        .replace(new RegExp(`variable "${input}" \\{[\\s\\S]*?\\n\\}\\n`), '')
        .match(new RegExp(`var\\.${input}\\b`)) === null,
  );
  expect(unused).toEqual([]);
});

test('T14: an HTTP API without automatic deployment has a deployment', () => {
  expect(resource('http-api', 'aws_apigatewayv2_deployment.this').count).toBe(
    '${local.has_body || !var.stage_auto_deploy ? 1 : 0}',
  );
});

test.each(ROUTERS)('T15: what users have to set is an input of %s', (name) => {
  expect(Object.keys(inputsOf(name))).toEqual(
    expect.arrayContaining(
      'name name_prefix memory_size timeout architecture runtime handler log_retention_in_days log_kms_key_arn env_kms_key_arn reserved_concurrency layers lwa_layer_arn permissions_boundary vpc_subnet_ids vpc_security_group_ids throttling_rate_limit throttling_burst_limit stage_name access_log_enabled lambda_zip lambda_s3_bucket lambda_s3_key lambda_source_dir auth'.split(
        ' ',
      ),
    ),
  );
});

test('T16: an input has one default in all modules, unless the module is for another kind of API', () => {
  const own = new Set([
    'api_description',
    'stage_name',
    'access_log_enabled',
    'timeout',
    'name',
    'binary_media_types',
  ]);
  const seen = new Map<string, string>();
  for (const name of ALL) {
    for (const [input, { default: value, required }] of Object.entries(inputsOf(name))) {
      if (own.has(input) || required) continue;
      const text = JSON.stringify(value);
      expect([input, seen.get(input) ?? text]).toEqual([input, text]);
      seen.set(input, text);
    }
  }
  expect(seen.get('cors_max_age')).toBe('86400');
});

test.each(ROUTERS)('T17: env can not break how %s starts the app', (name) => {
  expect(localOf(name, 'environments')).toMatch(
    /var\.env, local\.function_settings\[key\]\.env, .*local\.adapter_environment, .*local\.app_environment \)/,
  );
});

// An object of S3 takes ten tags, and all else fifty
const UNTAGGABLE =
  /policy|certificate_validation|attachment|alias|permission|deployment|method_settings|gateway_response|account|usage_plan_key|dashboard|_mapping|route53_record|association|access_(?:block|control)|s3_object|s3_bucket_notification|scheduler_schedule|function_url/;

test.each(ALL)('T18: everything in %s that can have tags has them', (name) => {
  const bare = resourcesOf(name).filter(
    ({ type, body }) => !UNTAGGABLE.test(type) && body.tags !== '${var.tags}',
  );
  expect(bare.map(({ type, name: resource }) => `${type}.${resource}`)).toEqual([]);
});

test.each(ROUTERS)('T19: everything in %s is named by its inputs', (name) => {
  const names = resourcesOf(name).flatMap(({ body }) => [body.name, body.function_name]);
  for (const value of names.filter((item) => item !== undefined && item !== 'live')) {
    expect(value).toMatch(
      /local\.name|local\.functions\[(?:each\.value|"\$events")\]|split\(":", each\.value\)/,
    );
  }
});

test.each(ALL)('T20: %s reaches no further than the module beside it', (name) => {
  expect(textOf(name)).not.toContain('../../');
  expect(textOf(name)).not.toContain('dist/');
});

test.each(ALL)('T21, T22, T27, T33: %s writes no files, runs no programs and has no clock', (name) => {
  expect(textOf(name)).not.toMatch(
    /local_file|local-exec|provisioner|data "external"|null_resource|timestamp\(/,
  );
});

test.each(ROUTERS)('T23: %s zips nothing unless it is asked to', (name) => {
  expect(textOf(name)).toContain('count = local.package_from_dir ? 1 : 0');
});

test('T24: the account-wide role is in a module of its own', () => {
  const owners = ALL.filter((name) => textOf(name).includes('aws_api_gateway_account'));
  expect(owners).toEqual(['api-gateway-account']);
});

test('T25: a function comes after its log group', () => {
  const [logging] = resource('lambda-function', 'aws_lambda_function.this').logging_config as Record<
    string,
    unknown
  >[];
  expect(logging?.log_group).toBe('${local.log_group_name}');
  expect(localOf('lambda-function', 'log_group_name')).toContain(
    'one(aws_cloudwatch_log_group.this[*].name)',
  );
  expect(textOf('lambda-function')).not.toContain('logs:CreateLogGroup');
});

test('T26: a function comes after its permissions', () => {
  expect(resource('lambda-function', 'aws_lambda_function.this').depends_on).toEqual([
    '${aws_iam_role_policy.this}',
  ]);
});

test.each(ALL)('T28: %s names each provider that it uses, with a floor and a ceiling', (name) => {
  const text = textOf(name);
  const used = new Set([...text.matchAll(/^(?:resource|data) "([a-z]+)_/gm)].map((match) => match[1]));
  const required = [
    ...text.matchAll(/^ {4}([a-z]+) = \{\n\s+source\s+= "[^"]+"\n\s+version = "(>= [\d.]+, < [\d.]+)"/gm),
  ];
  expect(required.map((match) => match[1]).sort()).toEqual([...used].sort());
});

/** Services that have one name in all partitions. CloudFront is in that of `aws` alone, as the README of its module says. */
const PRINCIPALS = ['lambda', 'apigateway', 'cloudfront', 's3', 'scheduler'].map(
  (service) => `${service}.amazonaws.com`,
);

test.each(ALL)('T30: %s works in every partition', (name) => {
  const literals = textOf(name)
    .replace(/^\s+(description|error_message|condition)\s+=.*$/gm, '')
    .match(/"arn:aws[:-][^"]*"|[a-z-]+\.amazonaws\.com(?!\.cn)/g);
  expect(
    (literals ?? [])
      .filter((text) => !PRINCIPALS.includes(text))
      // A line of a message, which shows the form of an ARN
      .filter((text) => !text.includes('<')),
  ).toEqual([]);
});

test.each(ROUTERS)('T31: %s has the layer for both processors', (name) => {
  expect(localOf(name, 'adapter_layer')).toContain('? "LambdaAdapterLayerArm64" : "LambdaAdapterLayerX86"');
  expect(textOf(name)).toMatch(/architecture\s+= var\.architecture/);
});

test.each(ALL)('T32: %s reads the region by an attribute that no provider deprecates', (name) => {
  expect(textOf(name)).not.toContain('aws_region.current.name');
});

test.each(ALL)('T38: %s reports to nobody', (name) => {
  expect(textOf(name)).not.toContain('cloudformation');
});

test.each(ALL)('T39: every log group of %s is kept for as long as the user says', (name) => {
  for (const { type, body } of resourcesOf(name)) {
    if (type === 'aws_cloudwatch_log_group')
      expect(body.retention_in_days).toBe('${var.log_retention_in_days}');
  }
});
