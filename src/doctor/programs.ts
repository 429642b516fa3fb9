import { findTerraform } from '../deploy/terraform';
import { UserError } from '../errors';
import { findAdapter } from '../local/adapter';
import { findPython, hasUv } from '../python';
import { atLeast } from '../system';
import { type Check, installer, type Machine } from './check';

/** Oldest version of Node, as package.json has it. */
const NODE = '20.12.0';
const TERRAFORM = '1.5.7';
const USUAL_PYTHON = '3.13';

export function node({ node: version, ...machine }: Machine): Check {
  if (atLeast(version, NODE)) return { name: 'Node', state: 'ok', found: version };
  const fix = installer(machine, {
    brew: 'brew install node@22',
    winget: 'winget install OpenJS.NodeJS.LTS',
    apt: 'sudo snap install node --classic --channel=22',
    other: 'https://nodejs.org/en/download',
  });
  return { name: 'Node', state: 'missing', found: `${version}, and ${NODE} or newer is needed`, fix };
}

/**
 * The Python of this machine. Where there is none that fits, uv fetches one, and any Python from 3.9 on can install uv:
 * only without all of them there is nothing to begin with.
 *
 * @param version that the functions of a project run on. @default - no project: 3.11 or newer
 */
export async function python(machine: Machine, version?: string): Promise<Check> {
  const name = version === undefined ? 'Python' : `Python ${version}`;
  const wanted = version === undefined ? {} : { versions: [version] };
  const found = await findPython({ ...wanted, ...machine }).catch(unlessMistake);
  if (found) return { name, state: 'ok', found: `${found.version}, ${found.path}` };
  const one = version ?? USUAL_PYTHON;
  const fix = installer(machine, {
    brew: `brew install python@${one}`,
    winget: `winget install Python.Python.${one}`,
    apt: `sudo apt-get install python${one} python${one}-venv`,
    dnf: `sudo dnf install python${one}`,
    other: `https://www.python.org/downloads/, version ${one}`,
  });
  if (machine.env.TERRAGATE_NO_UV === undefined) {
    if (await hasUv(machine.run))
      return {
        name,
        state: 'note',
        found: 'none; uv fetches it when it is needed',
        fix: `uv python install ${one}`,
      };
    const old = await findPython({ oldest: '3.9', ...machine }).catch(unlessMistake);
    if (old)
      return {
        name,
        state: 'note',
        found: `none (${old.version} installs uv, which fetches it when it is needed)`,
        fix,
      };
  }
  return {
    name,
    state: 'missing',
    found: `no Python ${version ?? '3.11 or newer'}, and nothing to fetch one with`,
    fix,
  };
}

export async function uv(machine: Machine): Promise<Check> {
  const answer = await machine.run('uv', ['--version']);
  if (answer.code === 0) return { name: 'uv', state: 'ok', found: answer.stdout.trim().replace(/^uv /, '') };
  const fix = installer(machine, {
    brew: 'brew install uv',
    winget: 'winget install astral-sh.uv',
    other: 'pipx install uv',
  });
  return { name: 'uv', state: 'note', found: 'not on PATH; installed into the cache when it is needed', fix };
}

/** Terraform, or OpenTofu in its place. */
export async function terraform(machine: Machine): Promise<Check> {
  const fix = installer(machine, {
    brew: 'brew tap hashicorp/tap && brew install hashicorp/tap/terraform',
    winget: 'winget install Hashicorp.Terraform',
    apt: 'sudo snap install terraform --classic',
    other: 'https://developer.hashicorp.com/terraform/install, or https://opentofu.org/docs/intro/install',
  });
  const missing = (found: string): Check => ({ name: 'Terraform', state: 'missing', found, fix });
  let command: string;
  try {
    command = findTerraform(machine.env);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return missing(error.problems[0]?.what ?? '');
  }
  const { code, stdout } = await machine.run(command, ['version', '-json']);
  const version = versionIn(stdout);
  const name = /tofu[^/\\]*$/.test(command) ? 'OpenTofu' : 'Terraform';
  if (code !== 0 || version === undefined) return { ...missing(`${command} does not say its version`), name };
  if (atLeast(version, TERRAFORM)) return { name, state: 'ok', found: `${version}, ${command}` };
  return { ...missing(`${version}, and ${TERRAFORM} or newer is needed`), name };
}

function versionIn(json: string): string | undefined {
  try {
    const { terraform_version: version } = JSON.parse(json) as { terraform_version?: unknown };
    return typeof version === 'string' ? version : undefined;
  } catch {
    return undefined;
  }
}

/** The Lambda Web Adapter that `terragate up` runs functions with on this machine. */
export async function adapter(machine: Machine): Promise<Check> {
  const name = 'Web Adapter';
  if (machine.env.LAMBDA_ADAPTER === 'mangum')
    return { name, state: 'note', found: 'LAMBDA_ADAPTER=mangum: Mangum runs in its place' };
  let path: string | undefined;
  try {
    path = findAdapter();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const [problem] = error.problems;
    return {
      name,
      state: 'missing',
      found: `LAMBDA_ADAPTER: ${problem?.what} ${problem?.got}`,
      fix: 'unset LAMBDA_ADAPTER',
    };
  }
  if (path) return { name, state: 'ok', found: path };
  if ((await machine.run('cargo', ['--version'])).code === 0)
    return {
      name,
      state: 'note',
      found: 'cargo builds it at the first run, once',
      fix: 'cargo install lambda_web_adapter',
    };
  const fix = installer(machine, {
    brew: 'brew install rust',
    winget: 'winget install Rustlang.Rustup',
    apt: 'sudo apt-get install cargo',
    dnf: 'sudo dnf install cargo',
    other: 'https://www.rust-lang.org/tools/install',
  });
  return {
    name,
    state: 'note',
    found: 'none, and no cargo to build it: functions run by Mangum on this machine',
    fix,
  };
}

/** Ignores the error of a Python that is not there; any other error is thrown. */
function unlessMistake(error: unknown): undefined {
  if (error instanceof UserError) return undefined;
  throw error;
}
