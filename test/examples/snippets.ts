import { Workspace } from '../support/workspace';
import { emptyPackage } from '../terraform/package';
import { blocks } from './page';
import { VARIABLES } from './worlds';

/** Values of what snippets take as given, by the names of variables. */
export const GIVEN = {
  ...VARIABLES.rest,
  certificate_arn: 'arn:aws:acm:us-east-1:123456789012:certificate/11111111-2222-3333-4444-555555555555',
  web_acl_arn:
    'arn:aws:wafv2:us-east-1:123456789012:regional/webacl/shop/11111111-2222-3333-4444-555555555555',
  vpc_endpoint_id: 'vpce-0123456789abcdef0',
};

/** What they speak of beside that. */
const AROUND = `locals {
  common_tags = { app = "my-api" }
  read_bucket = { Effect = "Allow", Action = ["s3:GetObject"], Resource = ["arn:aws:s3:::my-bucket/*"] }
}

resource "aws_cognito_user_pool" "staff" {
  name = "staff"
}

resource "aws_iam_role" "s3" {
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [] })
}
`;

/** A root of all snippets of a page in HCL, as its reader would put them beside a folder with the modules. */
export function snippetRoot(markdown: string): Workspace {
  const workspace = new Workspace('snippets');
  workspace.copy('modules');
  emptyPackage(workspace, 'modules/my-api/lambda.zip');
  const code = blocks(markdown, 'hcl');
  if (code.length === 0) throw new Error('no snippets');
  workspace.write('main.tf', code.join('\n'));
  const variables = Object.keys(GIVEN).map((name) => `variable "${name}" {\n  type = any\n}\n`);
  workspace.write('around.tf', [AROUND, ...variables].join('\n'));
  return workspace;
}
