import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { awsEnvironment, Terraform, type TerraformBinary } from './terraform';
import { Workspace } from './workspace';

/** An AWS provider that keeps running: commands that use it save its start, more than a second each. */
export interface SharedProvider {
  /** Environment of Terraform and OpenTofu commands that use it. */
  readonly env: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** How a shared provider is started. */
export interface SharedProviderOptions {
  /** As of `awsEnvironment`. */
  readonly account?: string;
  /** What installs it. @default 'terraform' */
  readonly binary?: TerraformBinary;
  /** Resource types of services that no other suite uses: see narrow-provider.js. @default - none */
  readonly types?: readonly string[];
}

/**
 * Starts the AWS provider once for many commands, of any of the binaries, at the same time or after each other. It
 * ends with this process.
 *
 * Endpoint and account are the provider's: whatever a command's own environment says, it talks to these. All roots
 * must have the same settings in their provider block (`writeProvider`), as the last one to start sets them for all.
 */
export async function startSharedProvider(
  endpoint: string,
  { account, binary = 'terraform', types = [] }: SharedProviderOptions = {},
): Promise<SharedProvider> {
  const workspace = new Workspace('provider');
  workspace.write(
    'main.tf',
    'terraform {\n  required_providers {\n    aws = {\n      source = "hashicorp/aws"\n    }\n  }\n}\n',
  );
  await new Terraform(binary, workspace.path).init();
  const registry = binary === 'tofu' ? 'registry.opentofu.org' : 'registry.terraform.io';
  const folder = workspace.at('.terraform', 'providers', registry, 'hashicorp', 'aws');
  const program = findProgram(folder);

  const settings = awsEnvironment(endpoint, account);
  const { AWS_CA_BUNDLE, AWS_PROFILE, ...inherited } = process.env; // with a bundle, the second start of a root fails
  // The shell ends the provider when its standard input ends: with this process, also when that is killed
  const child = spawn('sh', ['-c', '"$0" -debug & cat > /dev/null; kill $!; wait', program], {
    env: { ...inherited, ...settings, GOGC: '400', TERRAGATE_MORE_SCHEMAS: types.join() },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const reattach = await new Promise<string>((resolve, reject) => {
    let output = '';
    child.once('exit', () => reject(new Error(`the provider did not start:\n${output}`)));
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      const found = /TF_REATTACH_PROVIDERS='(.*)'/.exec(output);
      if (found?.[1]) resolve(found[1]);
    });
  });
  const addresses = JSON.parse(reattach) as Record<string, unknown>;
  for (const [address, provider] of Object.entries(addresses)) {
    addresses[address.replace('registry.terraform.io', 'registry.opentofu.org')] = provider;
  }
  return {
    env: { ...settings, TF_REATTACH_PROVIDERS: JSON.stringify(addresses) },
    async stop() {
      if (child.exitCode === null && child.signalCode === null) {
        const ended = once(child, 'exit');
        child.stdin.end();
        await ended;
      }
      workspace.remove();
    },
  };
}

function findProgram(folder: string): string {
  for (const entry of readdirSync(folder)) {
    for (const platform of readdirSync(join(folder, entry))) {
      const name = readdirSync(join(folder, entry, platform)).find((file) =>
        file.startsWith('terraform-provider-aws'),
      );
      if (name) return join(folder, entry, platform, name);
    }
  }
  throw new Error(`no AWS provider in ${folder}`);
}
