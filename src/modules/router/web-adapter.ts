import { call, conditional, type Expression, inline, raw, text } from '../../hcl';
import type { LocalProps, Rule } from '../../module-stack/declarations';

/**
 * The layer of the Lambda Web Adapter 1.1.0. Its account publishes it for both architectures in the commercial regions,
 * and for x86_64 in the two regions of China; GovCloud has none.
 *
 * @see https://github.com/aws/aws-lambda-web-adapter
 */
export const LAYER_VERSION = 30;

const LAYER_ARN: Expression = {
  $hcl: 'template',
  parts: [
    'arn:',
    raw('data.aws_partition.current.partition'),
    ':lambda:',
    raw('data.aws_region.current.id'),
    ':',
    raw('local.adapter_account'),
    ':layer:',
    raw('local.adapter_layer'),
    `:${LAYER_VERSION}`,
  ],
};

/** The adapter's layer and what tells it how to run, as locals over `architecture` and `lwa_layer_arn`. */
export function webAdapterLocals(): Record<string, LocalProps> {
  return {
    uses_adapter: {
      value: raw('anytrue(values(local.runs_adapter))'),
      comment: 'Whether any function does.',
    },
    adapter_account: call(
      'lookup',
      inline({ 'cn-north-1': '041581134020', 'cn-northwest-1': '069767869989' }),
      raw('data.aws_region.current.id'),
      '753240598075',
    ),
    adapter_layer: conditional(
      raw('var.architecture == "arm64"'),
      'LambdaAdapterLayerArm64',
      'LambdaAdapterLayerX86',
    ),
    adapter_layer_arn: call('coalesce', raw('var.lwa_layer_arn'), LAYER_ARN),
    adapter_environment: {
      AWS_LAMBDA_EXEC_WRAPPER: '/opt/bootstrap',
      AWS_LWA_PORT: '8000',
      PORT: '8000',
    },
    app_environment: {
      value: call(
        'merge',
        raw('local.uses_pool ? { COGNITO_CLIENT_IDS = join(",", var.user_pool_client_ids) } : {}'),
        {
          ALLOWED_ORIGINS: raw('join(",", var.cors_allow_origins)'),
          CORS_ALLOW_CREDENTIALS: raw('tostring(var.cors_allow_credentials)'),
          CORS_EXPOSE_HEADERS: raw('join(",", var.cors_expose_headers)'),
        },
      ),
      comment: 'The app answers pages itself: it gets what the gateway allows.',
    },
  };
}

/** What has to hold of the adapter. */
export const ADAPTER_RULES: readonly Rule[] = [
  {
    condition: raw(
      '!local.uses_adapter || var.lwa_layer_arn != null || contains(["aws", "aws-cn"], data.aws_partition.current.partition)',
    ),
    message: text`The Lambda Web Adapter publishes no layer in the partition ${'data.aws_partition.current.partition'}: copy it and give lwa_layer_arn, or use a Python handler.`,
  },
  {
    condition: raw(
      '!local.uses_adapter || var.lwa_layer_arn != null || data.aws_partition.current.partition != "aws-cn" || var.architecture == "x86_64"',
    ),
    message:
      'The Lambda Web Adapter publishes its layer in China for x86_64 only: set architecture to x86_64, or give lwa_layer_arn.',
  },
];
