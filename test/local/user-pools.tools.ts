import { type LocalAws, startLocalAws } from '../../src/local/server';
import { describeWithTools } from '../support/tools';

describeWithTools('user pools of the local AWS', ['python3.13'], () => {
  let aws: LocalAws;

  beforeAll(async () => {
    aws = await startLocalAws({ adapter: 'mangum' });
  }, 300_000);

  afterAll(() => aws?.stop());

  const call = async (action: string, body: object) => {
    const answer = await fetch(aws.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': `AWSCognitoIdentityProviderService.${action}`,
        authorization:
          'AWS4-HMAC-SHA256 Credential=000000000000/20260101/us-east-1/cognito-idp/aws4_request, SignedHeaders=host, Signature=0',
      },
      body: JSON.stringify(body),
    });
    return { status: answer.status, body: (await answer.json()) as Record<string, Record<string, string>> };
  };

  it('are made and described, and their users sign in', async () => {
    const made = await call('CreateUserPool', { PoolName: 'staff' });
    const pool = made.body.UserPool?.Id ?? '';
    expect([made.status, pool]).toEqual([200, expect.stringMatching(/^us-east-1_[A-Za-z0-9]+$/)]);
    expect((await call('DescribeUserPool', { UserPoolId: pool })).body.UserPool?.Name).toBe('staff');

    const flows = ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'];
    const client = await call('CreateUserPoolClient', {
      UserPoolId: pool,
      ClientName: 'pages',
      ExplicitAuthFlows: flows,
    });
    const login = { Username: 'test@example.com', UserPoolId: pool };
    await call('AdminCreateUser', login);
    await call('AdminSetUserPassword', { ...login, Password: 'A-long-passw0rd', Permanent: true });
    const token = await call('InitiateAuth', {
      ClientId: client.body.UserPoolClient?.ClientId,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: login.Username, PASSWORD: 'A-long-passw0rd' },
    });
    expect(token.body.AuthenticationResult?.IdToken).toMatch(/^eyJ/);
  });

  it('that are not there are told as on AWS', async () => {
    expect(await call('DescribeUserPool', { UserPoolId: 'us-east-1_none' })).toMatchObject({
      status: 400,
      body: { __type: expect.stringContaining('ResourceNotFoundException') },
    });
  });
});
