import { call, forTuple, raw } from '../../hcl';
import type { LocalProps, Rule } from '../../module-stack/declarations';
import {
  between,
  eachIs,
  eachNameMatches,
  type Inputs,
  message,
  oneOfOrNull,
  sentence,
} from '../shared/rules';

/** @see https://docs.aws.amazon.com/apigateway/latest/api/API_Stage.html#apigw-Type-Stage-cacheClusterSize */
const CACHE_SIZES = ['0.5', '1.6', '6.1', '13.5', '28.4', '58.2', '118', '237'];

/** The cache of a REST stage. */
export const CACHE_INPUTS: Inputs = {
  cache_cluster_size: {
    description: `Size of the cache of the stage in GB: ${CACHE_SIZES.join(', ')}. It keeps answers of the methods that are named (method_caching; in a router module operations with caching_enabled) and of no other, encrypted, and costs by the hour.`,
    nullMeans: `no cache`,
    type: 'string',
    default: null,
    validation: [oneOfOrNull('cache_cluster_size', CACHE_SIZES)],
  },
  cache_ttl_in_seconds: {
    description:
      'Seconds for which the cache keeps an answer, where its method or operation has no time of its own.',
    type: 'number',
    default: 300,
    nullable: false,
    validation: [between('cache_ttl_in_seconds', 0, 3600, 'seconds')],
  },
};

/** The methods whose answers the cache keeps. */
export const METHOD_CACHING: Inputs = {
  method_caching: {
    saysWhatThereIs: true,
    description:
      'Methods whose answers the cache keeps, by path and verb, such as "/items/{id}/GET" = { ttl_in_seconds = 60 }; null: cache_ttl_in_seconds. Each is a GET method of body whose integration has cacheKeyParameters: all that its answer depends on, and what tells callers apart.',
    type: call('map', call('object', { ttl_in_seconds: raw('number') })),
    default: {},
    nullable: false,
    validation: [
      eachNameMatches(
        'method_caching',
        '^(/[^/ ]+)*/GET$',
        'name each method by its path and GET, such as /items/{id}/GET, or /GET for the path /.',
      ),
      eachIs(
        [[['key', 'caching'], 'var.method_caching']],
        'coalesce(caching.ttl_in_seconds, 1) >= 0 && coalesce(caching.ttl_in_seconds, 1) <= 3600',
        sentence(
          'method_caching["',
          'key',
          '"].ttl_in_seconds is ',
          'jsonencode(caching.ttl_in_seconds)',
          ': give a number of seconds from 0 to 3600, or null.',
        ),
      ),
    ],
  },
};

/** The locals that the rules and the settings of methods read. */
export const CACHE_LOCALS: Readonly<Record<string, LocalProps>> = {
  uncacheable: {
    value: forTuple(
      ['method'],
      raw('keys(var.method_caching)'),
      raw('method'),
      raw(
        '!can(var.body.paths[coalesce(trimsuffix(method, "/GET"), "/")].get["x-amazon-apigateway-integration"].cacheKeyParameters)',
      ),
    ),
    comment: 'The methods of method_caching that the document does not have, or has no key for.',
  },
};

/** The rules between these inputs and the document. */
export const CACHE_RULES: readonly Rule[] = [
  {
    condition: raw('length(var.method_caching) == 0 || var.cache_cluster_size != null'),
    message: message(
      '',
      'join(", ", keys(var.method_caching))',
      ' (method_caching) would be kept in a cache, and cache_cluster_size is null: give the size of the cache, or cache nothing.',
    ),
  },
  {
    condition: raw('!local.has_body || length(local.uncacheable) == 0'),
    message: message(
      'method_caching names ',
      'join(", ", local.uncacheable)',
      ', and body has no such GET method with cacheKeyParameters in its x-amazon-apigateway-integration: name what its answer depends on there, with what tells callers apart. Without a key, all callers would get one answer.',
    ),
  },
];
