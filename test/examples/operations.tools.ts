import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Moto, startMoto } from '../support/moto';
import { type SharedProvider, startSharedProvider } from '../support/provider';
import { type Plan, Terraform } from '../support/terraform';
import { describeWithTools } from '../support/tools';
import { PAGE, README } from './page';
import { GIVEN, snippetRoot } from './snippets';
import { actions, EXAMPLES, inverse, makeExisting, planned, renamed, VARIABLES, Worlds } from './worlds';

// The examples of operations, in HCL and in TypeScript: both worlds are to make the same, and it is to work.
describeWithTools('the examples of operations', ['terraform', 'python3'], () => {
  const worlds = new Worlds();
  let moto: Moto;
  let provider: SharedProvider;

  beforeAll(async () => {
    moto = await startMoto();
    provider = await startSharedProvider(moto.url);
  }, 300_000);

  afterAll(async () => {
    await provider?.stop();
    await moto?.stop();
  }, 60_000);

  // Planned and not only validated: names of operations and their settings are compared then.
  test.each([
    ['docs/operations.md', PAGE],
    ['README.md', README],
  ])(
    'the snippets of %s are planned',
    async (_path, text) => {
      const tf = new Terraform('terraform', snippetRoot(text).path, provider.env);
      tf.writeProvider();
      tf.setVariables(GIVEN);
      tf.setVariables(GIVEN);
      await tf.init();
      const { changes } = await tf.plan('-parallelism=30');
      expect(changes.length).toBeGreaterThan(10);
      expect(await tf.fmtCheck()).toBe('');
    },
    300_000,
  );

  describe.each(EXAMPLES)('of a $kind API', (example) => {
    let hcl: Terraform;
    let typescript: Terraform;
    let plan: Plan;
    /** What TypeScript calls the policy of a grant. */
    let grant: string | undefined;

    beforeAll(async () => {
      await moto.reset();
      await makeExisting(moto);
      hcl = new Terraform('terraform', worlds.hcl(example), provider.env);
      typescript = new Terraform('terraform', worlds.typescript(example), provider.env);
      hcl.setVariables(VARIABLES[example.kind]);
      await hcl.init();
      await typescript.init();
    }, 120_000);

    test('have the same plan in HCL and in TypeScript', async () => {
      plan = await hcl.plan();
      const other = await typescript.plan();
      expect(planned(other, inverse(example.calls))).toEqual(planned(plan, {}));
      grant = other.changes.find(({ address }) => /^aws_iam_role_policy\.MyApi_Invoke/.test(address))?.name;
      expect(plan.changes.length).toBeGreaterThan(30);
    }, 120_000);

    test('are applied, and a second plan is empty', async () => {
      await hcl.apply('-parallelism=30', 'test.tfplan');
      expect(actions(await hcl.plan())).toEqual([]);
    }, 300_000);

    // Documents have values that no plan of new resources knows: one world's state shows them to the other.
    test('have an empty plan in TypeScript after they were applied in HCL', async () => {
      const state = JSON.parse(readFileSync(join(hcl.cwd, 'terraform.tfstate'), 'utf8'));
      for (const resource of state.resources) {
        if (resource.module === undefined && resource.name === 'invoke') resource.name = grant;
      }
      const moved = renamed(JSON.stringify({ ...state, outputs: {} }), example.calls);
      writeFileSync(join(typescript.cwd, 'terraform.tfstate'), moved);
      expect(actions(await typescript.plan('-refresh=false'))).toEqual([]);
    }, 120_000);

    test('are destroyed, and nothing remains', async () => {
      // The provider waits most of a minute until a distribution may go
      if (example.kind === 'rest') await hcl.run('state', 'rm', 'aws_cloudfront_distribution.app');
      await hcl.destroy('-parallelism=30', '-refresh=false');
      expect((await hcl.run('state', 'list')).stdout).toBe('');
    }, 180_000);
  });
});
