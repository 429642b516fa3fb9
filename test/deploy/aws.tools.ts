import type { OnAws } from '../../src/deploy';
import { CliProject, rootOf } from '../support/cli';
import { type Moto, startMoto } from '../support/moto';
import { awsEnvironment } from '../support/terraform';
import { describeWithTools } from '../support/tools';

const MINUTES = 60_000;

// The same commands as to AWS: the endpoint of the environment is one that emulates it
describeWithTools('terragate up --aws', ['terraform', 'python3.13'], () => {
  const project = new CliProject('cloud');
  let moto: Moto;
  let env: Record<string, string>;

  beforeAll(async () => {
    moto = await startMoto();
    env = awsEnvironment(moto.url, '123456789012');
  }, 5 * MINUTES);
  afterAll(() => moto?.stop());

  const result = (stdout: string) => JSON.parse(stdout) as OnAws;

  test(
    'shows the plan and does nothing where nobody can be asked',
    async () => {
      const { code, stdout, stderr } = await project.run(['up', '--aws'], env);

      expect(code).toBe(1);
      expect(stdout).toMatch(/✔ plan 10 to add, 0 to change, 0 to destroy /);
      expect(stderr).toMatch(/Plan: 10 to add, 0 to change, 0 to destroy/);
      expect(stderr).toMatch(/there is no terminal to ask on\n {2}fix: .*--yes/);
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
      const { stdout } = await project.run(['status'], env);
      expect(stdout).toContain('cloud does not run');
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
          /module\.api\.module\.function\["\$router"\]\.aws_lambda_function\.this: its architecture is x86_64, and the package is for arm64\n {2}fix: .*"architecture"/,
        ),
      ]);
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
