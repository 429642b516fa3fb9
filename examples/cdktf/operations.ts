import { App } from 'cdktf';
import { type HttpOperationsProps, HttpOperationsStack } from './http-operations';
import { type RestOperationsProps, RestOperationsStack } from './rest-operations';

/** What the examples are given. */
export type OperationsProps = RestOperationsProps & HttpOperationsProps;

/** Put what is yours here. */
const EXISTING: OperationsProps = {
  existingFunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:items:live',
  authorizerFunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:authorizer',
  vpcLinkId: 'abc123',
  listenerArn:
    'arn:aws:elasticloadbalancing:us-east-1:123456789012:listener/net/items/1234567890abcdef/1234567890abcdef',
  subnetIds: ['subnet-11111111', 'subnet-22222222'],
  securityGroupIds: ['sg-11111111'],
};

/**
 * The two stacks of the examples: `npx cdktf deploy rest-operations --app 'npx tsx examples/cdktf/operations.ts'`.
 *
 * @param app @default - one that writes to cdktf.out
 */
export function operationsApp(props: OperationsProps = EXISTING, app = new App()): App {
  new RestOperationsStack(app, 'rest-operations', props);
  new HttpOperationsStack(app, 'http-operations', props);
  return app;
}

if (require.main === module) operationsApp().synth();
