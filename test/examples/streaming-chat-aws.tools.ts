import { describeOnAws } from '../support/on-aws';
import { Terraform } from '../support/terraform';
import { Workspace } from '../support/workspace';
import { emptyPackage, packageInBucket } from '../terraform/package';
import { readState } from '../terraform/state';

const ROOT = 'examples/streaming-chat/terraform';
const API = 'module.chat.module.rest_api.aws_api_gateway_rest_api.this';

describeOnAws('the root of the example chat on an emulated AWS', { tools: ['terraform'] }, (aws) => {
  const workspace = new Workspace('streaming-chat-aws');
  let tf: Terraform;

  beforeAll(async () => {
    const inBucket = await packageInBucket(aws.moto.url, emptyPackage(workspace));
    tf = new Terraform('terraform', workspace.copy(ROOT), aws.provider.env);
    workspace.write(`${ROOT}/test_override.tf`, `module "chat" {\n  ${inBucket.join('\n  ')}\n}\n`);
    tf.setVariables({ environment: 'staging', cors_allow_origins: ['https://chat.example.com'] });
    await tf.init();
    expect(await tf.validate()).toMatchObject({ valid: true });
    await tf.apply();
  }, 300_000);

  test('is applied, and a second plan is empty', async () => {
    expect(await tf.differences()).toBe('');
  }, 120_000);

  test('streams both forms, for callers who sign, for as long as the function may run', async () => {
    const { body = '' } = (await readState(tf)).get(API)?.values ?? {};
    const { paths, components } = JSON.parse(String(body));
    for (const path of ['/chat/lines', '/chat/events']) {
      const { security, 'x-amazon-apigateway-integration': integration } = paths[path].post;
      expect(integration).toMatchObject({
        responseTransferMode: 'STREAM',
        timeoutInMillis: 60_000,
        uri: expect.stringMatching(/\/response-streaming-invocations$/),
      });
      const [scheme = ''] = security.flatMap(Object.keys);
      expect(components.securitySchemes[scheme]['x-amazon-apigateway-authtype']).toBe('awsSigv4');
    }
  });

  test('is destroyed, and nothing remains', async () => {
    await tf.destroy();
    expect((await tf.run('state', 'list')).stdout).toBe('');
  }, 180_000);
});
