import { UserError } from '../errors';
import { run } from '../system';

/** The version of a Terraform or an OpenTofu, such as `1.10.6`. @throws UserError where it does not say one */
export async function terraformVersion(command: string, env: NodeJS.ProcessEnv): Promise<string> {
  const done = await run(command, ['version', '-json'], { env });
  const version = /"terraform_version":\s*"([^"]+)"/.exec(done.stdout)?.[1];
  if (version !== undefined) return version;
  throw new UserError([
    {
      where: command,
      what: 'the program does not say which version it is',
      fix: `run it: ${command} version`,
    },
  ]);
}
