// Set-up of the suites that run Terraform: a mirror of providers for them, whose AWS provider is the narrow one.
const { execFileSync } = require('node:child_process');
const {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} = require('node:fs');
const { tmpdir } = require('node:os');
const { delimiter, dirname, join } = require('node:path');
const { readSchemas } = require('./narrow-provider');

const ROOT = `terraform {
  required_providers {
    archive = {
      source = "hashicorp/archive"
    }
    aws = {
      source = "hashicorp/aws"
    }
  }
}
`;

const onPath = (name) =>
  (process.env.PATH ?? '').split(delimiter).some((folder) => folder && existsSync(join(folder, name)));

/** Folders of the providers that a program installs: `<registry>/<namespace>/<name>/<version>/<platform>`. */
function installed(binary, folder) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'main.tf'), ROOT);
  execFileSync(binary, ['init', '-input=false'], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  const providers = join(folder, '.terraform', 'providers');
  let paths = [''];
  for (let depth = 0; depth < 5; depth += 1)
    paths = paths.flatMap((path) => readdirSync(join(providers, path)).map((name) => join(path, name)));
  // OpenTofu locks a folder by a file beside it
  const folders = paths.filter((path) => statSync(join(providers, path)).isDirectory());
  return folders.map((path) => [path, realpathSync(join(providers, path))]);
}

const quoted = (text) => `'${text.replaceAll("'", `'\\''`)}'`;

module.exports = async () => {
  try {
    await mirror();
  } catch (error) {
    // Each suite then has the providers that the machine has, and says itself what it misses
    process.stderr.write(`no mirror of narrow providers: ${error.message}\n`);
  }
};

async function mirror() {
  const binaries = ['terraform', 'tofu'].filter(onPath);
  if (binaries.length === 0) return;
  const home = mkdtempSync(join(tmpdir(), 'terragate-mirror-'));
  process.env.TERRAGATE_MIRROR = home;
  /** Files with schemas, by the program they are of. */
  const schemas = new Map();
  for (const binary of binaries) {
    for (const [path, real] of installed(binary, join(home, binary))) {
      const mirrored = join(home, 'providers', path);
      mkdirSync(dirname(mirrored), { recursive: true });
      const name = readdirSync(real).find((file) => file.startsWith('terraform-provider-aws_'));
      if (!name) {
        symlinkSync(real, mirrored);
        continue;
      }
      const program = realpathSync(join(real, name));
      if (!schemas.has(program)) {
        const file = join(home, `schemas-${schemas.size}`);
        writeFileSync(file, await readSchemas(program));
        schemas.set(program, file);
      }
      mkdirSync(mirrored);
      const narrow = [process.execPath, join(__dirname, 'narrow-provider.js'), program, schemas.get(program)];
      // Who asks for TLS between Terraform and its plugin gets the provider itself
      writeFileSync(
        join(mirrored, name),
        `#!/bin/sh\n[ -z "$PLUGIN_CLIENT_CERT" ] || exec ${quoted(program)} "$@"\nexec ${narrow.map(quoted).join(' ')} "$@"\n`,
      );
      chmodSync(join(mirrored, name), 0o755);
    }
  }
  // Terraform takes no pattern for the registry alone
  const mirrored = ['registry.terraform.io', 'registry.opentofu.org'].flatMap((registry) =>
    ['archive', 'aws'].map((name) => `${registry}/hashicorp/${name}`),
  );
  writeFileSync(
    join(home, 'terraform.rc'),
    `disable_checkpoint = true
provider_installation {
  filesystem_mirror {
    path    = ${JSON.stringify(join(home, 'providers'))}
    include = ${JSON.stringify(mirrored)}
  }
  direct {
    exclude = ${JSON.stringify(mirrored)}
  }
}
`,
  );
  process.env.TERRAGATE_OWN_TF_CLI_CONFIG_FILE = process.env.TF_CLI_CONFIG_FILE ?? '';
  process.env.TF_CLI_CONFIG_FILE = join(home, 'terraform.rc');
  process.env.TF_DISABLE_PLUGIN_TLS = '1';
}

module.exports.removeMirror = () => {
  if (process.env.TERRAGATE_MIRROR) rmSync(process.env.TERRAGATE_MIRROR, { recursive: true, force: true });
};
