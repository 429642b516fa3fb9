import { attribute, block, raw } from '../../hcl';
import { markdown } from '../../language';
import type { Readme } from '../shared/module';

export const FUNCTION_URL_README: Readme = {
  about: markdown.raw(
    `The function answers every path itself: there are no routes. It gets events of the form 2.0, as from an HTTP API, so that an app behind the
Lambda Web Adapter or Mangum runs as it is.`,
  ),
  usage: [
    block(
      'module',
      ['url'],
      [
        attribute('source', './modules/function-url'),
        attribute('function_arn', 'arn:aws:lambda:eu-central-1:123456789012:function:orders:live'),
        attribute('response_transfer_mode', 'STREAM'),
      ],
    ),
    block('output', ['url'], [attribute('value', raw('module.url.url'))]),
  ],
  diagram: [
    'flowchart LR',
    '  signing([caller that signs]) -->|auth = IAM| url[function URL]',
    '  anyone([anyone]) -. optional .-> distribution[CloudFront distribution]',
    '  waf[web ACL] -. optional .-> distribution',
    '  distribution -->|signed| url',
    '  url --> alias[alias live] --> function[Lambda function]',
  ],
  notes: markdown.raw(`## Good to know

- **Who may call it.** \`auth = "IAM"\` is the default: callers sign their requests, for the service \`lambda\`. Their roles need what the
  output \`caller_policy\` says: \`lambda:InvokeFunctionUrl\`, and \`lambda:InvokeFunction\` by the URL alone, since Lambda asks for both.
- **Anyone**, by \`auth = "NONE"\`: the provider adds the two permissions from version 6.28 on. One of before adds the first alone, so that
  all requests are refused (403). This module does not add the second by itself: what older providers can say would let anyone invoke the
  function around its URL too.
- **A distribution opens the URL** to whoever asks it: it signs for all of them. The app, or a web ACL, tells callers apart. The header
  \`Authorization\` of a caller does not get through, as the signature is in it: send tokens in another header or a cookie.
- **Requests with a body** (POST, PUT, PATCH) through the distribution need the SHA-256 of the body, in hexadecimal, as
  \`x-amz-content-sha256\`: [CloudFront signs it, and Lambda takes no unsigned body](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-lambda.html).
  A form of a plain page cannot send it.
- **Host.** Behind the distribution the app sees the host of the URL, not that of the caller: a redirect with a whole address leads there, and is
  refused. Redirect to paths.
- **Nothing is cached** by the distribution, and it takes HTTPS alone.
- **CORS is the URL's.** With \`cors_allow_origins\` set, Lambda answers preflight requests itself, and its headers win over those of the app. An
  empty list leaves CORS to the app.
- **No throttling by route.** The reserved concurrency of the function is the limit: Lambda takes [ten requests a second for each](https://docs.aws.amazon.com/lambda/latest/dg/urls-configuration.html), and
  answers more with 429.
- **A web ACL and a domain of your own** are the distribution's: a function URL has neither. DNS records for \`aliases\` are made outside of the
  module, with \`domain_name\` and \`hosted_zone_id\` as their target.
- **Access logs** are not there: the function's own log group is.
- **Events of other services** that reach the same function need a path that callers don't: see \`events_path\` of the router modules.

### A FastAPI app

\`\`\`hcl
module "orders" {
  source = "./modules/lambda-function"

  name             = "orders"
  filename         = "worker.zip"
  source_code_hash = filebase64sha256("worker.zip")
  handler          = "run.sh"
  timeout          = 900
  layers           = ["arn:aws:lambda:eu-central-1:753240598075:layer:LambdaAdapterLayerArm64:30"]

  env = {
    AWS_LAMBDA_EXEC_WRAPPER          = "/opt/bootstrap"
    AWS_LWA_INVOKE_MODE              = "response_stream"
    AWS_LWA_PORT                     = "8000"
    AWS_LWA_READINESS_CHECK_PROTOCOL = "tcp"
    PORT                             = "8000"
  }
}

module "orders_url" {
  source = "./modules/function-url"

  function_arn           = module.orders.alias_arn
  response_transfer_mode = "STREAM"
}

resource "aws_iam_role_policy" "caller" {
  name   = "call-orders"
  role   = "caller"
  policy = module.orders_url.caller_policy
}
\`\`\`

### With a distribution

\`\`\`hcl
module "public_url" {
  source = "./modules/function-url"

  function_arn           = module.orders.alias_arn
  response_transfer_mode = "STREAM"

  distribution_enabled = true
  aliases              = ["orders.example.com"]
  certificate_arn      = "arn:aws:acm:us-east-1:123456789012:certificate/0a1b2c3d"
}
\`\`\``),
};
