import { S3Object } from '@cdktf/provider-aws/lib/s3-object';
import { raw } from '../../hcl';
import type { Rule } from '../../module-stack/declarations';
import type { ModuleStack } from '../../module-stack/module-stack';
import { as } from '../../module-stack/token';
import { preconditions } from '../shared/preconditions';

const SETTINGS = `locals {
  # What pages load beside themselves. A name without a value is left out.
  runtime_config = merge(
    { apis = var.api_urls },
    {
      for name, value in {
        region           = var.user_pool_id == null ? null : data.aws_region.current.id
        userPoolId       = var.user_pool_id
        userPoolClientId = var.user_pool_client_id
        identityPoolId   = var.identity_pool_id
      } : name => value if value != null
    }
  )
}
`;

/** The settings of the website, beside its page: no browser keeps them. */
export function addRuntimeConfig(stack: ModuleStack): void {
  const file = 'runtime-config.tf';
  stack.hcl(SETTINGS, { file });
  stack.add(
    S3Object,
    'runtime_config',
    {
      bucket: as.string(raw('aws_s3_bucket.this.bucket')),
      key: 'runtime-config.json',
      content: as.string(raw('jsonencode(local.runtime_config)')),
      contentType: 'application/json',
      cacheControl: 'no-cache',
      lifecycle: { precondition: preconditions(RULES) },
    },
    { file },
  );
}

const RULES: readonly Rule[] = [
  {
    condition: raw('(var.user_pool_id == null) == (var.user_pool_client_id == null)'),
    message:
      'Only one of user_pool_id and user_pool_client_id is given: to sign in, people need the pool and the app client.',
  },
  {
    condition: raw('var.identity_pool_id == null || var.user_pool_id != null'),
    message:
      'identity_pool_id is given and user_pool_id is null: give the user pool whose tokens the identity pool takes.',
  },
];
