import { callerKey } from '../../src/local/issue';
import type { LocalAws } from '../../src/local/server';
import { send } from './callers-api';
import { LambdaClient } from './lambda-client';
import { byAws4fetch, byBotocore, type Key, type ToSign } from './signers';

const FUNCTION = 'arn:aws:lambda:us-east-1:000000000000:function:who';
const allow = (Action: string, Condition?: object) => ({
  Effect: 'Allow',
  Action,
  Resource: FUNCTION,
  ...(Condition && { Condition }),
});
const BY_URL = { Bool: { 'lambda:InvokedViaFunctionUrl': 'true' } };
const FORBIDDEN = { status: 403, body: { Message: 'Forbidden' } };

/** What tests of function URLs share with those of APIs. */
export interface Place {
  readonly aws: LocalAws;
  /** Makes a user of the local IAM with a policy. */
  readonly user: (name: string, ...statements: object[]) => Promise<Key>;
}

/** The tests of callers of function URLs. */
export function testCallersOfFunctionUrls(place: () => Place): void {
  let aws: LocalAws;
  let id: string;
  let url: string;
  let caller: Key;

  beforeAll(async () => {
    aws = place().aws;
    id = await new LambdaClient(aws).url('who', { AuthType: 'AWS_IAM' });
    url = `${aws.url}/_aws/execute-api/${id}/$default/a`;
    const both = [
      allow('lambda:InvokeFunctionUrl', { StringEquals: { 'lambda:FunctionUrlAuthType': 'AWS_IAM' } }),
      allow('lambda:InvokeFunction', BY_URL),
    ];
    caller = await place().user('by-url', ...both);
  });

  const asked = async (more: Partial<ToSign> = {}, sign = byAws4fetch) => {
    const signed = { ...caller, service: 'lambda', method: 'GET', url: `${aws.url}/a`, ...more };
    const [one] = await sign([signed]);
    return send(aws, url, { headers: one?.headers ?? {} });
  };

  it.each([
    ['botocore', byBotocore],
    ['aws4fetch', byAws4fetch],
  ])('are known where they sign for lambda, by %s, with the policy of the module', async (_name, sign) => {
    expect(await asked({}, sign)).toMatchObject({
      status: 200,
      body: {
        authorizer: { iam: { userArn: 'arn:aws:iam::000000000000:user/by-url', accessKey: caller.key } },
      },
    });
  });

  it('are refused without a good signature, and where they sign for another service or path', async () => {
    expect(await send(aws, url)).toMatchObject(FORBIDDEN);
    expect(await asked({ secret: 'guess' })).toMatchObject(FORBIDDEN);
    expect(await asked({ service: 'execute-api' })).toMatchObject(FORBIDDEN);
    expect(await asked({ url: `${aws.url}/b` })).toMatchObject(FORBIDDEN);
  });

  it('are refused with one of the two actions alone', async () => {
    const { user } = place();
    expect(await asked(await user('url-alone', allow('lambda:InvokeFunctionUrl')))).toMatchObject(FORBIDDEN);
    expect(await asked(await user('call-alone', allow('lambda:InvokeFunction')))).toMatchObject(FORBIDDEN);
  });

  it('get a key for the command line, of a user who is made for this URL', async () => {
    const made = await callerKey(aws, { name: 'of-the-url', api: id, create: true });
    const key = { key: made.accessKeyId, secret: made.secretAccessKey, token: made.sessionToken };
    expect((await asked(key)).status).toBe(200);
  });
}
