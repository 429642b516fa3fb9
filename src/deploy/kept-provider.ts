import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readText } from '../system';
import { terraformFolders } from './terraform-folders';
import { hasOverrides, type TerraformPlace, usesForeignModules } from './terraform-inputs';

/**
 * The AWS provider as one process for all that a run of Terraform does. By itself Terraform starts the provider anew for
 * its schema, for the validation, the plan and the apply, which takes a second each time.
 *
 * @see https://developer.hashicorp.com/terraform/plugin/debugging#starting-a-provider-in-debug-mode
 */
export interface KeptProvider {
  /** Its address. @example 'registry.terraform.io/hashicorp/aws' */
  readonly name: string;
  /** Path of its program. */
  readonly program: string;
}

/**
 * The AWS provider of a root, where one process can serve it: a process has one configuration. Undefined for a root that
 * may have several, or whose provider is not that of its lock file alone.
 */
export function keptProvider(root: string, place: TerraformPlace): KeptProvider | undefined {
  const { env, lock, data } = place;
  if (process.platform === 'win32' || env.TF_REATTACH_PROVIDERS || hasOverrides(place)) return undefined;
  if (usesForeignModules(data)) return undefined;
  const texts = terraformFolders(root).flatMap(({ files }) => [...files]);
  const blocks = texts.flatMap(([, text]) => [...text.matchAll(/\bprovider\s+"?[\w-]+"?\s*\{/g)]);
  if (blocks.length > 1 || texts.some(([name]) => name.endsWith('.json'))) return undefined;
  const locked = /^provider "([^"]+\/hashicorp\/aws)" \{\s+version\s+= "([^"]+)"/m.exec(readText(lock) ?? '');
  if (!locked) return undefined;
  const [, name = '', version = ''] = locked;
  const [program, ...others] = programsIn(join(data, 'providers', name, version));
  return program === undefined || others.length ? undefined : { name, program };
}

/** Programs of a version of a provider, one for each platform. */
function programsIn(folder: string): string[] {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return [];
  return readdirSync(folder).flatMap((platform) =>
    readdirSync(join(folder, platform))
      .filter((name) => name.startsWith('terraform-provider-'))
      .map((name) => join(folder, platform, name)),
  );
}

/**
 * Script of a shell that runs a command with a provider: its arguments are the provider's address and program, then the
 * command. The provider is in the group of the command, and ends with it. Without one that says where it listens, the
 * command starts its own.
 */
export const WITH_PROVIDER = `umask 077
said=$TMPDIR/provider
"$1" -debug > "$said" 2>&1 < /dev/null &
for _ in $(seq 500); do
  at=$(sed -n "s/.*TF_REATTACH_PROVIDERS='{\\"[^\\"]*\\":\\(.*\\)}'.*/\\1/p" "$said")
  [ -z "$at" ] || break
  kill -0 $! 2> /dev/null || break
  sleep 0.02
done
[ -z "$at" ] || export TF_REATTACH_PROVIDERS="{\\"$0\\":$at}"
shift
exec "$@"`;
