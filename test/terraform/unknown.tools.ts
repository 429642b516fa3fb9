import { readFileSync } from 'node:fs';
import { apiGatewayAccount, functionUrl, website } from '../../src/modules';
import { describeOnAws } from '../support/on-aws';
import { Terraform, type TerraformBinary } from '../support/terraform';
import { Workspace } from '../support/workspace';
import { writeModule, writeModules } from './operations-roots';
import { emptyPackage, moduleCall } from './package';

/** Calls of modules in one root: what a plan costs grows faster than their number. */
const MOST = 5;

/** A value of each type that only an apply knows: as a whole, or what is in it. */
const MADE = 'terraform_data.made.output';
const UNKNOWN: Readonly<Record<string, string>> = {
  string: MADE,
  number: `length(${MADE})`,
  'list(string)': `split(",", ${MADE})`,
  'map(string)': `{ KEY = ${MADE} }`,
};

/** Inputs that a plan has to know, and why. Flags (bool) are the others. */
const KNOWN: Readonly<Record<string, string>> = {
  integration_pattern: 'says which functions there are',
  routes: 'says which functions there are',
  function_roles: 'says how many roles there are',
  function_log_groups: 'says how many log groups there are',
  execution_log_level: 'says whether there is a log group',
  lambda_source_dir: 'is read by the plan',
  lambda_s3_bucket: 'needs lambda_s3_key beside it',
  lambda_s3_key: 'needs lambda_s3_bucket beside it',
  handler: 'says whether the adapter runs; the provider asks for it',
  runtime: 'the provider asks for it',
  endpoint_type: 'the provider asks for it',
};

/** A schedule, a queue and a bucket, of which a plan knows the names alone. */
const EVENTS = [
  'functions_enforce_routes = true',
  `schedules = { nightly = { schedule_expression = "rate(5 minutes)", input = jsonencode(${MADE}), dead_letter_arn = ${MADE} } }`,
  `queues = { mails = { arn = ${MADE}, batch_size = length(${MADE}), maximum_concurrency = length(${MADE}) } }`,
  `buckets = { uploads = { bucket = ${MADE}, owns_notifications = true, prefix = ${MADE} } }`,
];

/** What else an input needs where a plan does not know it. */
const BESIDE: Readonly<Record<string, readonly string[]>> = {
  role_arn: ['create_role = false'],
  domain_name: [
    'domain_creation_enabled = true',
    'certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/c"',
  ],
  hosted_zone_id: [
    'domain_name = "api.example.com"',
    'domain_record_enabled = true',
    'certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/c"',
  ],
  events_path: EVENTS,
  events_timeout: EVENTS,
  web_acl_arn: ['web_acl_enabled = true'],
  resource_policy: ['resource_policy_enabled = true'],
};

/** What each module needs of its caller. */
const NEEDED: Readonly<Record<string, (zip: string) => Readonly<Record<string, string>>>> = {
  rest: (zip) => ({ lambda_zip: `"${zip}"` }),
  http: (zip) => ({ lambda_zip: `"${zip}"` }),
  'rest-api': () => ({ api_name: '"secret"' }),
  'http-api': () => ({ api_name: '"secret"' }),
  'lambda-function': (zip) => ({ name: '"secret"', filename: `"${zip}"`, handler: '"run.sh"' }),
  'api-gateway-account': () => ({}),
  'function-url': () => ({ function_arn: '"arn:aws:lambda:us-east-1:123456789012:function:secret"' }),
  website: () => ({ name: '"secret"' }),
};

/** An input as its module declares it: what it is where nothing is given, and whether it cannot be sensitive. */
interface Declared {
  readonly name: string;
  readonly fallback: string;
  readonly isPublic: boolean;
}

function declaredIn(variables: string): Declared[] {
  return [...variables.matchAll(/^variable "(\w+)" \{([\s\S]*?)\n\}/gm)].map(([, name = '', body = '']) => ({
    name,
    fallback: /\n {2}default += ([\s\S]*?)(?=\n {2}\w|\n\n|$)/.exec(body)?.[1] ?? 'null',
    isPublic: body.replace(/\s+/g, ' ').includes('cannot be sensitive as a whole'),
  }));
}

// Each input of a module in a plan that does not know its value yet, as where it comes from a resource of the same root;
// and with a value that is a secret.
describe.each(['terraform', 'terraform-1.5.7', 'tofu'] as const)(
  'values that only an apply knows with %s',
  (binary: TerraformBinary) => {
    describeOnAws('on an emulated AWS', { tools: [binary] }, (aws) => {
      const workspace = new Workspace(`unknown-${binary}`);
      let zip: string;

      beforeAll(() => {
        writeModules(workspace);
        writeModule(workspace, apiGatewayAccount());
        writeModule(workspace, functionUrl());
        writeModule(workspace, website());
        zip = emptyPackage(workspace);
      });

      /** Plans calls of modules beside a resource that is to be made: the exit code and the errors, as one line. */
      const planned = async (calls: readonly string[]): Promise<[number, string]> => {
        workspace.write(
          'main.tf',
          ['resource "terraform_data" "made" {\n  input = "x"\n}', ...calls].join('\n'),
        );
        const tf = new Terraform(binary, workspace.path, aws.provider.env);
        tf.writeProvider();
        await tf.init();
        const { code, stderr } = await tf.run('plan', '-no-color', '-input=false');
        return [code, stderr.replace(/[\n│╷╵ ]+/g, ' ')];
      };

      const expectPlans = async (calls: readonly string[]) => {
        for (let first = 0; first < calls.length; first += MOST)
          expect(await planned(calls.slice(first, first + MOST))).toEqual([
            0,
            expect.not.stringContaining('Error'),
          ]);
      };

      test.each([
        ['rest', 45],
        ['http', 45],
        ['api-gateway-account', 3],
        ['function-url', 12],
        ['website', 8],
      ])(
        'are taken by each input of %s',
        async (name, least) => {
          const needed = Object.entries(NEEDED[name]?.(zip) ?? {});
          const variables = readFileSync(workspace.at('modules', name, 'variables.tf'), 'utf8');
          const inputs = [
            ...variables.matchAll(/^variable "(\w+)" \{[\s\S]*?\n {2}type\s+= (\w+(?:\(\w+\))?)/gm),
          ].flatMap(([, input = '', type = '']) =>
            UNKNOWN[type] && !KNOWN[input] ? [[input, UNKNOWN[type]] as const] : [],
          );
          expect(inputs.length).toBeGreaterThan(least);
          const calls = inputs.map(([input, value]) =>
            moduleCall(input, name, [
              ...needed.filter(([one]) => one !== input).map(([one, text]) => `${one} = ${text}`),
              `${input} = ${value}`,
              ...(BESIDE[input] ?? []).filter((line) =>
                variables.includes(`variable "${line.split(' ')[0]}"`),
              ),
            ]),
          );
          await expectPlans(calls);
        },
        400_000,
      );

      test('keep no mistake from a plan but those that are about them', async () => {
        const of = (name: string) =>
          moduleCall(name, name, [
            'auth = "COGNITO"',
            `user_pool_id = ${MADE}`,
            ...(name === 'http' ? [`user_pool_client_ids = [${MADE}]`] : []),
            `lambda_s3_bucket = ${MADE}`,
            `lambda_s3_key = ${MADE}`,
            'operations = { nobody = {}, say_hello = { authorization = "GUESTS" } }',
          ]);

        const [code, errors] = await planned([of('rest'), of('http')]);
        expect(code).toBe(1);
        expect(errors.match(/operations has "nobody", which the app does not have/g)).toHaveLength(2);
        expect(errors.match(/operations\.say_hello\.authorization is "GUESTS": give one of/g)).toHaveLength(
          2,
        );
      });

      const secret = (name: string, pick: (input: Declared) => boolean) => {
        const needed = NEEDED[name]?.(zip) ?? {};
        const all = declaredIn(readFileSync(workspace.at('modules', name, 'variables.tf'), 'utf8'));
        return {
          needed,
          picked: all
            .filter(pick)
            .map((input) => [input.name, `sensitive(${needed[input.name] ?? input.fallback})`] as const),
        };
      };
      const lines = (values: Readonly<Record<string, string>>) =>
        Object.entries(values).map(([name, value]) => `${name} = ${value}`);

      test('may be secrets, all at once, but for inputs that say no; and a module may wait for what is not there yet', async () => {
        const roots = Object.keys(NEEDED).flatMap((name) => {
          const { needed, picked } = secret(name, ({ isPublic }) => !isPublic);
          expect(picked.length).toBeGreaterThan(3);
          const patterns = name === 'rest' || name === 'http' ? ['shared', 'isolated'] : [''];
          return patterns.flatMap((pattern) => {
            const given = pattern ? { integration_pattern: `"${pattern}"`, alarms_enabled: 'true' } : {};
            return [
              moduleCall(`${name}_secret_${pattern}`, name, [
                ...lines(given),
                ...lines({ ...needed, ...Object.fromEntries(picked) }),
              ]),
              moduleCall(`${name}_after_${pattern}`, name, [
                ...lines(given),
                ...lines(needed),
                'depends_on = [terraform_data.made]',
              ]),
            ];
          });
        });
        await expectPlans(roots);
      }, 400_000);
    });
  },
);
