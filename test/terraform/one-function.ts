/**
 * A router module as it was while it held its function itself, cut down to what is moved when it is upgraded: the
 * addresses and names are those of that time.
 */
export function oneFunctionModule(kind: 'rest' | 'http'): string {
  const any = kind === 'rest' ? 'x-amazon-apigateway-any-method' : 'get';
  return `
variable "name" { type = string }
variable "lambda_zip" { type = string }

data "aws_region" "current" {}

resource "aws_cloudwatch_log_group" "lambda" {
  name              = "/aws/lambda/\${var.name}"
  retention_in_days = 30
}

resource "aws_iam_role" "lambda" {
  name               = "\${var.name}-\${data.aws_region.current.id}"
  description        = "Execution role of the function \${var.name}"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }] })
}

resource "aws_iam_role_policy" "lambda" {
  name   = var.name
  role   = aws_iam_role.lambda.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = ["logs:PutLogEvents"], Resource = ["\${aws_cloudwatch_log_group.lambda.arn}:*"] }] })
}

resource "aws_lambda_function" "this" {
  function_name    = var.name
  role             = aws_iam_role.lambda.arn
  filename         = var.lambda_zip
  source_code_hash = filebase64sha256(var.lambda_zip)
  handler          = "run.sh"
  runtime          = "python3.13"
  architectures    = ["arm64"]
  memory_size      = 512
  timeout          = 30
  publish          = true

  logging_config {
    log_format = "Text"
    log_group  = aws_cloudwatch_log_group.lambda.name
  }
}

resource "aws_lambda_alias" "live" {
  name             = "live"
  description      = "The version that the API calls"
  function_name    = aws_lambda_function.this.function_name
  function_version = aws_lambda_function.this.version
}

resource "aws_lambda_permission" "api" {
  statement_id  = "AllowExecutionFromAPIGateway"
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.this.function_name
  qualifier     = aws_lambda_alias.live.name
  principal     = "apigateway.amazonaws.com"
  source_arn    = "\${module.${kind}_api.api_execution_arn}/*/*"
}

module "${kind}_api" {
  source     = "../${kind}-api"
  api_name   = var.name
  stage_name = "${kind === 'rest' ? 'prod' : '$default'}"

  body = {
    openapi = "3.0.1"
    info    = { title = var.name, version = "1.0" }
    paths = { "/{proxy+}" = { ${any} = {
      parameters = [{ name = "proxy", in = "path", required = true, schema = { type = "string" } }]
      responses  = { default = { description = "ok" } }
      x-amazon-apigateway-integration = {
        type                 = "aws_proxy"
        httpMethod           = "POST"
        uri                  = aws_lambda_alias.live.invoke_arn
        payloadFormatVersion = "${kind === 'rest' ? '1.0' : '2.0'}"
      }
    } } }
  }
}
`;
}

/** Where each resource of that module is now. */
export const MOVED: Readonly<Record<string, string>> = {
  'aws_cloudwatch_log_group.lambda': 'module.function["$router"].aws_cloudwatch_log_group.this[0]',
  'aws_iam_role.lambda': 'module.function["$router"].aws_iam_role.this[0]',
  'aws_iam_role_policy.lambda': 'module.function["$router"].aws_iam_role_policy.this[0]',
  'aws_lambda_function.this': 'module.function["$router"].aws_lambda_function.this',
  'aws_lambda_alias.live': 'module.function["$router"].aws_lambda_alias.live[0]',
  'aws_lambda_permission.api': 'aws_lambda_permission.api["$router"]',
};
