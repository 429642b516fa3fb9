import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { type Check, installer, isOnPath, type Machine } from './check';

const NAME = 'AWS';

/**
 * Whether there are credentials for AWS: in the environment, or in the files of the AWS CLI. Nothing is asked of AWS.
 *
 * @param needed they are to be there: `terragate up --aws` comes next
 * @see https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-files.html
 */
export function credentials(machine: Machine, needed: boolean): Check {
  const { env } = machine;
  if (env.AWS_ACCESS_KEY_ID && env.AWS_SECRET_ACCESS_KEY)
    return { name: NAME, state: 'ok', found: 'credentials in AWS_ACCESS_KEY_ID' };
  if (env.AWS_WEB_IDENTITY_TOKEN_FILE && env.AWS_ROLE_ARN)
    return { name: NAME, state: 'ok', found: 'a web identity, by AWS_ROLE_ARN' };
  if (env.AWS_CONTAINER_CREDENTIALS_RELATIVE_URI || env.AWS_CONTAINER_CREDENTIALS_FULL_URI)
    return { name: NAME, state: 'ok', found: 'credentials of the container' };
  const home = join(env.HOME ?? env.USERPROFILE ?? homedir(), '.aws');
  const keys = sections(env.AWS_SHARED_CREDENTIALS_FILE ?? join(home, 'credentials'));
  const config = sections(env.AWS_CONFIG_FILE ?? join(home, 'config'));
  const profile = env.AWS_PROFILE || env.AWS_DEFAULT_PROFILE || 'default';
  const state = needed ? 'missing' : 'note';
  const own = keys.get(profile) ?? '';
  const more =
    config.get(profile === 'default' ? 'default' : `profile ${profile}`) ?? config.get(profile) ?? '';
  const login = profile === 'default' ? 'aws sso login' : `aws sso login --profile ${profile}`;
  if (/^\s*sso_/m.test(more) && !/^\s*aws_access_key_id/m.test(own)) {
    if (hasToken(join(home, 'sso', 'cache')))
      return { name: NAME, state: 'ok', found: `profile ${profile}, signed in by IAM Identity Center` };
    const found = `profile ${profile}: the sign-in of IAM Identity Center is over`;
    return { name: NAME, state, found, fix: login };
  }
  if (/^\s*(?:aws_access_key_id|credential_process|role_arn)/m.test(`${own}\n${more}`))
    return { name: NAME, state: 'ok', found: `profile ${profile}` };
  const install = installer(machine, {
    brew: 'brew install awscli',
    winget: 'winget install Amazon.AWSCLI',
    apt: 'sudo snap install aws-cli --classic',
    other: 'pipx install awscli',
  });
  const fix = !isOnPath('aws', machine) ? `${install}, then aws configure sso` : 'aws configure sso';
  const found = env.AWS_PROFILE ? `no profile ${profile}` : 'no credentials; only --aws needs them';
  return { name: NAME, state, found, fix };
}

/** The owner of the credentials, from the AWS CLI. */
export async function identity({ run }: Machine): Promise<Check> {
  const name = 'AWS account';
  const answer = await run('aws', ['sts', 'get-caller-identity', '--output', 'json']);
  if (answer.missing) return { name, state: 'note', found: 'there is no AWS CLI to ask with' };
  try {
    const { Account: account, Arn: arn } = JSON.parse(answer.stdout) as { Account?: string; Arn?: string };
    if (answer.code === 0 && account) return { name, state: 'ok', found: `${account}, ${arn}` };
  } catch {
    // The output of the AWS CLI is not JSON
  }
  return {
    name,
    state: 'missing',
    found: 'AWS does not take the credentials',
    fix: 'aws sts get-caller-identity',
  };
}

/** The text of each section of a file such as `~/.aws/config`, by its name. */
function sections(file: string): ReadonlyMap<string, string> {
  if (!existsSync(file)) return new Map();
  const parts = readFileSync(file, 'utf8').split(/^\s*\[([^\]]+)\]\s*$/m);
  const found = new Map<string, string>();
  for (let i = 1; i < parts.length; i += 2) found.set((parts[i] ?? '').trim(), parts[i + 1] ?? '');
  return found;
}

/** Whether a sign-in is valid for some more time. */
function hasToken(cache: string): boolean {
  if (!existsSync(cache)) return false;
  return readdirSync(cache).some((name) => {
    try {
      const { accessToken, expiresAt } = JSON.parse(readFileSync(join(cache, name), 'utf8')) as Record<
        string,
        string
      >;
      return accessToken !== undefined && Date.parse(expiresAt ?? '') > Date.now();
    } catch {
      return false;
    }
  });
}
