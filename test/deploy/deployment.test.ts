import type { AwsAccount } from '../../src/deploy/aws-account';
import { type Deployment, identityFor } from '../../src/deploy/deployment';
import { deployed } from '../../src/deploy/state';

describe('the credentials for a deployment', () => {
  const identity = { account: '999999999999', arn: 'arn:aws:iam::999999999999:user/alice' };
  const deployment = (...accounts: string[]): Deployment => ({
    ...deployed(''),
    accounts,
    awsIn: () => ({ identity: async () => identity }) as AwsAccount,
  });

  it('are of its account', async () => {
    expect(await identityFor(deployment('999999999999'))).toBe(identity);
    expect(await identityFor(deployment())).toBe(identity);
  });

  it('are refused where they are of another one, with both', async () => {
    await expect(identityFor(deployment('123456789012'))).rejects.toThrow(
      /^AWS: the project is deployed in account 123456789012, and .*\n {2}got: +"999999999999 .*\n {2}fix: .*--profile NAME$/,
    );
  });
});
