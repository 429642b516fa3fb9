import { existsSync, readFileSync, rmSync } from 'node:fs';
import type { OnAws } from '../../src/deploy';
import { CliProject, rootOf } from '../support/cli';
import { filesBelow, openFiles } from '../support/modes';
import { describeOnAws } from '../support/on-aws';
import { awsEnvironment } from '../support/terraform';

const MINUTES = 60_000;

const SECRET = 'hunter2-SENSITIVE';
/** A value that only Terraform's own state may hold readably, and an output that has it. */
const MORE = {
  env: '  env = { DB_PASSWORD = var.db_password }\n',
  root: `
variable "db_password" {
  sensitive = true
  default   = "${SECRET}"
}

output "db_password" {
  sensitive = true
  value     = var.db_password
}
`,
};

// The same commands as to AWS: the endpoint of the environment is one that emulates it
describeOnAws('terragate up --aws', { tools: ['terraform', 'python3.13'], provider: false }, (aws) => {
  const project = new CliProject('cloud', rootOf('cloud', MORE.env) + MORE.root);
  let env: Record<string, string>;

  beforeAll(async () => {
    env = awsEnvironment(aws.moto.url, '123456789012');
  }, 5 * MINUTES);

  const result = (stdout: string) => JSON.parse(stdout) as OnAws;

  test(
    'shows the plan and does nothing where nobody can be asked',
    async () => {
      const { code, stdout, stderr } = await project.run(['up', '--aws'], {
        ...env,
        AWS_REGION: 'eu-central-1',
        AWS_DEFAULT_REGION: 'eu-central-1',
      });

      expect(code).toBe(1);
      expect(stdout).toMatch(/✔ plan 10 to add, 0 to change, 0 to destroy /);
      expect(stderr).toMatch(
        /^account 123456789012, region us-east-1, as arn:aws:sts::123456789012:\S+\nthe root sets us-east-1 itself, .*eu-central-1 \(AWS_REGION\)/m,
      );
      expect(stderr).toMatch(/Plan: 10 to add, 0 to change, 0 to destroy/);
      expect(stderr).toMatch(/the question whether to apply needs a terminal\n {2}fix: .*--yes/);
    },
    3 * MINUTES,
  );

  test(
    'applies what it showed with --yes, and says where the API is',
    async () => {
      const { code, stdout } = await project.run(['up', '--aws', '--yes', '--json'], env);

      expect(code).toBe(0);
      expect(result(stdout)).toEqual({
        project: 'cloud',
        changed: true,
        accounts: ['123456789012'],
        regions: ['us-east-1'],
        routes: {
          added: ['ANY /', 'ANY /{proxy+}'],
          removed: [],
          changed: [],
          opened: [],
          unknown: [],
        },
        urls: [
          {
            name: 'cloud',
            url: expect.stringMatching(/^https:\/\/\w+\.execute-api\.us-east-1\.amazonaws\.com\/prod\/$/),
          },
        ],
        functions: ['cloud'],
        resources: 10,
      });
    },
    3 * MINUTES,
  );

  test(
    'leaves no sensitive value in a file but in the state of Terraform, and no plan',
    () => {
      const holding = filesBelow(project.folder).filter(
        (path) => readFileSync(path).includes(SECRET) && !path.endsWith('infra/main.tf'),
      );

      expect(holding).toEqual([project.workspace.at('infra/terraform.tfstate')]);
      expect(existsSync(project.workspace.at('.terragate/aws/terraform.log'))).toBe(true);
      expect(existsSync(project.workspace.at('.terragate/aws/plan'))).toBe(false);
      expect(openFiles(project.workspace.at('.terragate'))).toEqual([]);
    },
    MINUTES,
  );

  test(
    'does nothing and does not ask when nothing changed',
    async () => {
      const { code, stdout } = await project.run(['up', '--aws', '--json'], env);

      expect([code, result(stdout)]).toEqual([0, expect.objectContaining({ changed: false, resources: 10 })]);
    },
    3 * MINUTES,
  );

  test(
    'leaves what runs on this machine alone',
    async () => {
      expect(project.session()).toBeUndefined();
      // A killed command left it
      const plan = project.workspace.write('.terragate/aws/plan', SECRET);
      const { stdout } = await project.run(['status'], env);
      expect(stdout).toContain('cloud does not run');
      expect(existsSync(plan)).toBe(false);
    },
    MINUTES,
  );

  test(
    'is taken back by down --aws, which shows the list first',
    async () => {
      const asked = await project.run(['down', '--aws'], env);
      expect([asked.code, asked.stderr]).toEqual([
        1,
        expect.stringMatching(
          /aws_lambda_function\.this will be destroyed[\s\S]*Plan: 0 to add, 0 to change, 10 to destroy/,
        ),
      ]);

      const { code, stdout } = await project.run(['down', '--aws', '--yes', '--json'], env);
      expect([code, result(stdout)]).toEqual([
        0,
        expect.objectContaining({ changed: true, resources: 0, urls: [] }),
      ]);
    },
    4 * MINUTES,
  );

  test(
    'refuses a function that the package is not made for',
    async () => {
      project.workspace.write('infra/main.tf', rootOf('cloud', '  architecture = "x86_64"\n'));
      const { code, stderr } = await project.run(['up', '--aws', '--yes'], env);

      expect([code, stderr]).toEqual([
        1,
        expect.stringMatching(
          /module\.api\.module\.function\["\$router"\]\.aws_lambda_function\.this: the architecture of the function is x86_64, and the package is for arm64\n {2}fix: .*"architecture"/,
        ),
      ]);
    },
    3 * MINUTES,
  );

  test(
    'goes to the region that is asked for, by the variable of the root, and refuses one that the root does not leave open',
    async () => {
      const upIn = (root: string) => {
        project.workspace.write('infra/main.tf', root);
        return project.run(['up', '--aws', '--region', 'eu-west-1'], env);
      };
      const closed = await upIn(rootOf('cloud'));
      expect([closed.code, closed.stderr]).toEqual([
        1,
        expect.stringMatching(/--region: the root sets us-east-1 itself\n {2}got: +"eu-west-1"\n {2}fix: /),
      ]);
      const variable = 'variable "place" {\n  default = "us-east-1"\n}\n';
      const open = await upIn(
        rootOf('cloud').replace('region = "us-east-1"', 'region = var.place') + variable,
      );
      expect(open.stderr).toMatch(/^account 123456789012, region eu-west-1, as \S+\nroutes: 2 new\n/m);
    },
    3 * MINUTES,
  );

  test(
    'uses the backend of the root, also where an earlier version left an override in it',
    async () => {
      project.workspace.write('infra/main.tf', rootOf('cloud'));
      project.workspace.write('infra/backend.tf', 'terraform {\n  backend "s3" {}\n}\n');
      project.workspace.write(
        'infra/terragate_override.tf',
        '# Of a terragate command that runs here: it is removed at its end.\nterraform {\n  backend "local" {}\n}\n',
      );
      const { code, stdout, stderr } = await project.run(['up', '--aws', '--yes'], env);
      rmSync(project.workspace.at('infra/backend.tf'));

      expect([code, stdout, stderr]).toEqual([
        1,
        expect.stringContaining('terragate_override.tf is removed'),
        expect.stringMatching(/"key" is required by the backend/),
      ]);
      expect(stderr).not.toMatch(/to add|nothing to do/);
      expect(existsSync(project.workspace.at('infra/terragate_override.tf'))).toBe(false);
    },
    3 * MINUTES,
  );

  test(
    'shows what Terraform says, and no stack, when it fails',
    async () => {
      project.workspace.write('infra/main.tf', rootOf('cloud', '  auth = "NOBODY"\n'));
      const { code, stderr } = await project.run(['up', '--aws', '--yes'], env);

      expect([code, stderr]).toEqual([1, expect.stringMatching(/auth is "NOBODY"[\s\S]*terraform\.log/)]);
      expect(stderr).not.toMatch(/\n\s+at /);
    },
    3 * MINUTES,
  );
});
