import { underscored } from './names';
import type { NewOptions } from './options';

/** The part of a project's README on how it is called on AWS, and who may. */
export function callReadme(options: NewOptions, path: string): string {
  const onUrl = options.computeType === 'function-url';
  const part = onUrl
    ? { IAM: iamUrl, Cognito: cognito, None: noneUrl }[options.auth]
    : { IAM: iam, Cognito: cognito, None: none }[options.auth];
  return `## Call it on AWS\n\n${part(options, path)}`;
}

/** The command in the README that reads an output of the root. */
function output({ iac, name: project }: NewOptions, name: string): string {
  const root = iac === 'terraform' ? 'infra' : `infra/cdktf.out/stacks/${project}`;
  return `$(terraform -chdir=${root} output -raw ${name})`;
}

function none(options: NewOptions, path: string): string {
  return `\`\`\`sh
curl "${output(options, 'api_url')}${path}"
\`\`\`

To close it, set ${authSetting(options, 'IAM')}.`;
}

function noneUrl(options: NewOptions, path: string): string {
  const domain =
    options.iac === 'terraform'
      ? '`domain` in `infra/terraform.tfvars` gives it a domain of your own.'
      : 'The property `domain` of the stack gives it a domain of your own.';
  return `\`\`\`sh
curl "${output(options, 'api_url')}${path}"
\`\`\`

CloudFront signs what it passes on, which sets two rules for callers:

- A request with a body (POST, PUT, PATCH) brings the SHA-256 of it, in hexadecimal, as \`x-amz-content-sha256\`.
- The header \`Authorization\` does not reach the app: send tokens in another one, or in a cookie.

${domain}

On this machine there is no CloudFront: the address is that of the function URL.`;
}

function iamUrl(options: NewOptions, path: string): string {
  return `Whoever has the policy of the output \`caller_policy\` calls it, with a request that is signed for the service \`lambda\`:

\`\`\`sh
uvx awscurl --service lambda --region "${output(options, 'region')}" \\
  "${output(options, 'api_url')}${path}"
\`\`\`

It takes the credentials of the AWS CLI.${options.iac === 'terraform' ? grantUrl(options) : ''}

To open it to anyone, ${
    options.iac === 'terraform'
      ? 'set `distribution_enabled = true` for the module `url` in `infra/main.tf`'
      : 'set `distributionEnabled: true` for the class `FunctionUrl` in `infra/stack.ts`'
  }: CloudFront in front of the URL signs for whoever asks it.`;
}

function grantUrl({ name }: NewOptions): string {
  return ` A role gets the permission so:

\`\`\`hcl
resource "aws_iam_role_policy" "calls_${underscored(name)}" {
  role   = "my-role"
  policy = module.url.caller_policy
}
\`\`\``;
}

function iam(options: NewOptions, path: string): string {
  const label = underscored(options.name);
  return `Whoever may \`execute-api:Invoke\` on the output \`execution_arn\` calls it, with a signed request:

\`\`\`sh
uvx awscurl --service execute-api --region "${output(options, 'region')}" \\
  "${output(options, 'api_url')}${path}"
\`\`\`

It takes the credentials of the AWS CLI.${options.iac === 'terraform' ? grant(label) : ''}

To open the API to anyone, set ${authSetting(options, 'NONE')}.`;
}

function grant(label: string): string {
  return ` A role gets the permission so:

\`\`\`hcl
resource "aws_iam_role_policy" "calls_${label}" {
  role = "my-role"

  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "execute-api:Invoke", Resource = "\${module.${label}.stage_execution_arn}/*" }]
  })
}
\`\`\``;
}

function authSetting({ iac }: NewOptions, value: string): string {
  return `\`auth\` to \`"${value}"\` in \`infra/${iac === 'terraform' ? 'main.tf' : 'stack.ts'}\``;
}

function cognito(options: NewOptions, path: string): string {
  return `\`infra/${options.iac === 'terraform' ? 'auth.tf' : 'stack.ts'}\` has the user pool. A user for tests, who signs in and calls:

\`\`\`sh
export AWS_REGION="${output(options, 'region')}"
pool="${output(options, 'user_pool_id')}"
client="${output(options, 'user_pool_client_id')}"

aws cognito-idp admin-create-user --user-pool-id "$pool" --username test@example.com --message-action SUPPRESS
aws cognito-idp admin-set-user-password --user-pool-id "$pool" --username test@example.com \\
  --password 'A-long-passw0rd' --permanent

token="$(aws cognito-idp initiate-auth --client-id "$client" --auth-flow USER_PASSWORD_AUTH \\
  --auth-parameters USERNAME=test@example.com,PASSWORD='A-long-passw0rd' \\
  --query AuthenticationResult.IdToken --output text)"

curl -H "Authorization: Bearer $token" "${output(options, 'api_url')}${path}"
\`\`\`

The local AWS lets every caller in; \`npx terragate up --aws\` shows who is refused.`;
}
