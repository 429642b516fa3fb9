import { Terraform, WHOLE_PROVIDER } from './terraform';
import { describeWithTools } from './tools';
import { Workspace } from './workspace';

type Schemas = Readonly<
  Record<'resource_schemas' | 'data_source_schemas', Readonly<Record<string, unknown>>>
> & {
  readonly provider: unknown;
};

const ROOT =
  'terraform {\n  required_providers {\n    aws = {\n      source = "hashicorp/aws"\n    }\n  }\n}\n';

describeWithTools('the provider that stands before the AWS provider in tests', ['terraform'], () => {
  /** A folder with the provider, and what it says of itself. */
  async function installed(env: Readonly<Record<string, string>>, root = ROOT): Promise<Terraform> {
    const workspace = new Workspace('narrow');
    workspace.write('main.tf', root);
    const tf = new Terraform('terraform', workspace.path, env);
    await tf.init();
    return tf;
  }

  async function schemasOf(env: Readonly<Record<string, string>>): Promise<Schemas> {
    const { stdout } = await (await installed(env)).run('providers', 'schema', '-json');
    const { provider_schemas: all } = JSON.parse(stdout) as { provider_schemas: Record<string, Schemas> };
    const [only] = Object.values(all);
    if (!only) throw new Error('there are no schemas');
    return only;
  }

  test("gives the AWS provider's own schemas, for fewer types, and all that the modules use", async () => {
    const [narrow, whole] = [await schemasOf({}), await schemasOf(WHOLE_PROVIDER)];

    expect(narrow.provider).toEqual(whole.provider);
    for (const kind of ['resource_schemas', 'data_source_schemas'] as const) {
      const types = Object.keys(narrow[kind]);
      expect(types.length).toBeLessThan(Object.keys(whole[kind]).length / 2);
      for (const type of types) expect([type, narrow[kind][type]]).toEqual([type, whole[kind][type]]);
    }
    expect(Object.keys(narrow.resource_schemas)).toEqual(
      expect.arrayContaining(['aws_api_gateway_rest_api', 'aws_apigatewayv2_api', 'aws_lambda_function']),
    );
  }, 180_000);

  test('has a type of another service only where it is named', async () => {
    const root = `${ROOT}\nresource "aws_wafv2_web_acl" "x" {\n  name = "x"\n}\n`;
    const saidBy = async (env: Readonly<Record<string, string>>) =>
      (await (await installed(env, root)).validate()).diagnostics.map(({ summary }) => summary);

    expect(await saidBy({})).toEqual(['Invalid resource type']);
    const named = await saidBy({ TERRAGATE_MORE_SCHEMAS: 'aws_wafv2_web_acl' });
    expect(named.length).toBeGreaterThan(0);
    expect(named).not.toContain('Invalid resource type');
  }, 180_000);
});
