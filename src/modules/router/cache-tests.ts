import { cacheKey, type GatewayApi } from '../../gateway';
import { code, type Value } from '../../hcl';
import type { ApiModel } from '../../openapi';
import { type Run, rejects } from '../shared/module-test';
import { leftOut, routed } from './tested-operations';

/** The runs about the cache of a REST API's stage; none where the app has no operation that it could keep. */
export function cacheRuns(gateway: GatewayApi, api: ApiModel): Run[] {
  const ids = new Set(routed(gateway).map(([id]) => id));
  const routable = api.operations.filter(({ id }) => ids.has(id));
  const cacheable = routable.filter(
    (operation) => operation.method === 'get' && 'key' in cacheKey(operation, api),
  );
  const kept = cacheable.find(({ path }) => path.includes('{')) ?? cacheable[0];
  const route = kept && gateway.operations[kept.id]?.route;
  if (!kept || route === undefined) return [];
  const without = leftOut(gateway);
  const inputs = (id: string, given: Readonly<Record<string, Value>>) => ({
    route_quota: 10_000,
    routes: 'operations',
    functions_enforce_routes: true,
    cache_cluster_size: '0.5',
    response_transfer_mode: 'BUFFERED',
    operations: { ...without, [id]: given },
  });
  const method = code`local.methods[${kept.id}]`;
  const key = code`local.cache_keys[${kept.id}]`;
  const added = code`local.cache_integrations[${kept.id}]`;
  const integration = code`${method}["x-amazon-apigateway-integration"]`;
  const changes = routable.find(({ method }) => method !== 'get');
  const many = routable.find(
    (operation) => operation.method === 'get' && 'problem' in cacheKey(operation, api),
  );
  return [
    {
      name: 'the_key_of_a_cached_operation_holds_its_parameters_and_its_caller',
      command: 'apply',
      variables: inputs(kept.id, { caching_enabled: true, cache_ttl_in_seconds: 60, api_key_required: true }),
      asserts: [
        {
          that: code`keys(local.cached) == [${kept.id}] && length(${integration}.cacheNamespace) > 0`,
          otherwise: 'Something else is cached, or two operations share their answers.',
        },
        {
          that: code`length(setsubtract(formatlist("path.%s", flatten(regexall("{([^}+]+)[+]?}", ${route}))), ${key})) == 0 && length(setsubtract(["header.Authorization", "header.x-api-key", "header.Origin"], ${key})) == 0`,
          otherwise: 'A path or a caller would get the answer of another one.',
        },
        {
          that: code`contains(keys(${integration}), "cacheKeyParameters") && join(" ", ${added}.cacheKeyParameters) == join(" ", formatlist("method.request.%s", ${key}))`,
          otherwise: 'The integration has another key.',
        },
        {
          that: code`length(${key}) > 3 && alltrue([for name in ${key} : contains(${method}.parameters[*].name, replace(name, "/^[a-z]+[.]/", ""))])`,
          otherwise: 'The method does not declare what is in the key, and AWS refuses the document.',
        },
      ],
    },
    {
      name: 'nothing_is_cached_without_being_named',
      variables: { cache_cluster_size: '0.5', response_transfer_mode: 'BUFFERED' },
      asserts: [
        {
          that: 'length(local.cached) == 0 && !strcontains(jsonencode(values(local.cache_integrations)), "cacheKeyParameters")',
          otherwise: 'Answers are kept that nobody named.',
        },
      ],
    },
    rejects(
      'an answer that streams',
      { ...inputs(kept.id, { caching_enabled: true }), response_transfer_mode: 'STREAM' },
      'output.operations',
    ),
    rejects('a time without caching', inputs(kept.id, { cache_ttl_in_seconds: 60 }), 'output.operations'),
    rejects(
      'an answer that is kept for a day',
      inputs(kept.id, { caching_enabled: true, cache_ttl_in_seconds: 86_400 }),
      'var.operations',
    ),
    rejects(
      'callers that no key can tell apart',
      {
        ...inputs(kept.id, { caching_enabled: true, authorization: 'office' }),
        authorizers: {
          office: {
            type: 'REQUEST',
            lambda_arn: 'arn:aws:lambda:us-east-1:123456789012:function:office',
            identity_sources: ['context.identity.sourceIp'],
          },
        },
      },
      'output.operations',
    ),
    ...(changes
      ? [
          rejects(
            'an operation that changes something',
            inputs(changes.id, { caching_enabled: true }),
            'output.operations',
          ),
        ]
      : []),
    ...(many
      ? [
          rejects(
            'a parameter of several values',
            inputs(many.id, { caching_enabled: true }),
            'output.operations',
          ),
        ]
      : []),
  ];
}
