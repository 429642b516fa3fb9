import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Overlay } from '../../src/deploy/overlay';
import { Terraform } from '../../src/deploy/terraform';
import type { Project } from '../../src/project';
import { describeWithTools, requireTool } from '../support/tools';
import { Workspace } from '../support/workspace';

const ROOT = `
module "local" {
  source = "./modules/words"
  word   = "local"
}

module "beside" {
  source = "../modules/words"
  word   = "beside"
}

module "above" {
  source = "../../shared/words"
  word   = "above"
}

variable "name" {
  type = string
}

resource "terraform_data" "this" {
  input = "kept"
}

output "all" {
  value = {
    name     = var.name
    words    = [module.local.words, module.beside.words, module.above.words]
    pages    = sort(fileset(path.module, "www/**/*.html"))
    app      = sort(fileset("\${path.module}/../app", "**"))
    file     = file("\${path.module}/../app/main.py")
    template = templatefile("\${path.root}/greeting.tftpl", { name = var.name })
    cwd      = path.cwd
    absolute = abspath(path.root)
  }
}
`;
const WORDS = `
variable "word" {
  type = string
}

output "words" {
  value = "\${var.word} \${trimspace(file("\${path.module}/../words/word.txt"))}"
}
`;

describe.each(['terraform', 'terraform-1.5.7', 'tofu'] as const)('%s', (name) => {
  describeWithTools('in the overlay of a root', [name], () => suite(name, requireTool(name).path));
});

function suite(name: string, program: string): void {
  const workspace = new Workspace('overlay-run');
  const folder = workspace.at('für uns/my api');
  const write = (path: string, text: string) => workspace.write(join('für uns/my api', path), text);
  const project = { folder, root: join(folder, 'infra'), state: join(folder, '.terragate') } as Project;
  const overlay = new Overlay(project, join(project.state, 'local/overlay'));
  const state = join(project.state, 'terraform.tfstate');
  const terraform = new Terraform(program, {
    root: project.root,
    overlay,
    env: { ...process.env, TF_DATA_DIR: join(project.state, 'terraform') },
    mark: join(project.state, 'terraform/local'),
    log: join(project.state, 'terraform.log'),
  });
  const files = () => readdirSync(project.root, { recursive: true }).map(String).sort();

  /** What `up` runs: its outputs. */
  const apply = async (): Promise<Record<string, unknown>> => {
    overlay.refresh();
    overlay.takeLock();
    await terraform.run(['init', '-input=false', '-no-color', '-reconfigure']);
    await terraform.run(['apply', '-input=false', '-no-color', '-auto-approve', `-state=${state}`]);
    const { outputs } = JSON.parse(readFileSync(state, 'utf8')) as {
      outputs: { all: { value: Record<string, unknown> } };
    };
    return outputs.all.value;
  };

  beforeAll(() => {
    write('infra/main.tf', ROOT);
    write('infra/terraform.tfvars', 'name = "Zoë"\n');
    write('infra/greeting.tftpl', 'Hello $' + '{name}');
    write('infra/www/a/index.html', '');
    write('app/main.py', 'app');
    write('app/lib/x.py', '');
    for (const words of ['infra/modules/words', 'modules/words', '../shared/words']) {
      write(`${words}/main.tf`, WORDS);
      write(`${words}/word.txt`, words);
    }
  });

  test('finds everything as from the root, and writes nothing there', async () => {
    const before = files();
    const all = await apply();

    expect(all).toEqual({
      name: 'Zoë',
      words: ['local infra/modules/words', 'beside modules/words', 'above ../shared/words'],
      pages: ['www/a/index.html'],
      app: ['lib/x.py', 'main.py'],
      file: 'app',
      template: 'Hello Zoë',
      cwd: project.root,
      absolute: overlay.root,
    });
    expect(files()).toEqual(before);
  });

  test.each<readonly [string, string, string]>([
    ['another backend', 'backend.tf', 'terraform {\n  backend "s3" {\n    bucket = "b"\n  }\n}\n'],
    ['HCP Terraform', 'backend.tf', 'terraform {\n  cloud {\n    organization = "o"\n  }\n}\n'],
    ['a backend in JSON', 'backend.tf.json', '{"terraform": {"backend": {"s3": {"bucket": "b"}}}}'],
    ['an override of its own', 'zzz_override.tf', 'terraform {\n  backend "http" {}\n}\n'],
    ...(name === 'tofu'
      ? ([
          ['a backend for OpenTofu', 'backend.tofu', 'terraform {\n  backend "s3" {}\n}\n'],
          ['an override for OpenTofu', 'zzz_override.tofu', 'terraform {\n  backend "http" {}\n}\n'],
        ] as const)
      : []),
  ])('goes on with its own state where the root has %s, and where that is removed', async (_, file, text) => {
    const { lineage, serial } = JSON.parse(readFileSync(state, 'utf8')) as {
      lineage: string;
      serial: number;
    };
    for (const change of [() => void write(`infra/${file}`, text), () => rmSync(join(project.root, file))]) {
      change();
      await apply();
      expect(JSON.parse(readFileSync(state, 'utf8'))).toMatchObject({ lineage, serial });
    }
  });

  test('names the files of the user where something is wrong with them', async () => {
    write('infra/wrong.tf', 'output "wrong" {\n  value = file("${abspath(path.root)}/missing")\n}\n');

    const error = await apply().then(
      () => '',
      (reason: Error) => reason.message,
    );

    expect(error).toContain('wrong.tf');
    expect(error.replaceAll(/\s+/g, ' ')).not.toContain('local/overlay');
    expect(existsSync(join(project.root, '.terraform.lock.hcl'))).toBe(false);
  });
}
