import { between, type Inputs, oneOfOrNull } from '../shared/rules';

/** @see https://docs.aws.amazon.com/apigateway/latest/api/API_Stage.html#apigw-Type-Stage-cacheClusterSize */
const CACHE_SIZES = ['0.5', '1.6', '6.1', '13.5', '28.4', '58.2', '118', '237'];

/** The cache of a REST stage. */
export const CACHE_INPUTS: Inputs = {
  cache_cluster_size: {
    description: `Size of the cache of the stage in GB: ${CACHE_SIZES.join(', ')}. It keeps answers to GET requests, encrypted, and costs by the hour.`,
    nullMeans: `no cache`,
    type: 'string',
    default: null,
    validation: [oneOfOrNull('cache_cluster_size', CACHE_SIZES)],
  },
  cache_ttl_in_seconds: {
    description: 'Seconds for which the cache keeps an answer, when there is one (cache_cluster_size).',
    type: 'number',
    default: 300,
    nullable: false,
    validation: [between('cache_ttl_in_seconds', 0, 3600, 'seconds')],
  },
};
