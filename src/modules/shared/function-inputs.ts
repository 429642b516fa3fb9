import { call, raw, text } from '../../hcl';
import { PERMISSIONS_BOUNDARY } from './permissions-boundary';
import { between, eachIs, eachMatches, type Inputs, matches, matchesOrNull, message, oneOf } from './rules';
import { SECRET_INPUTS } from './secrets';
import { variableNames } from './variable-names';

/** The inputs for names. @param name the app's name. @param title what its document is called. */
export function nameInputs(name: string, title: string): Inputs {
  return {
    name: {
      description:
        'Name of everything in this module. Two instances in one account and region need two names.',
      type: 'string',
      default: name,
      nullable: false,
      validation: [
        matches(
          'name',
          '^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$',
          'a name begins with a letter or digit and has at most 40 letters, digits, - and _.',
        ),
      ],
    },
    name_prefix: {
      description: 'Text before the name, such as dev- for an environment.',
      type: 'string',
      default: '',
      nullable: false,
      validation: [
        matches(
          'name_prefix',
          '^([A-Za-z0-9][A-Za-z0-9_-]{0,23})?$',
          'a prefix begins with a letter or digit and has at most 24 letters, digits, - and _.',
        ),
      ],
    },
    api_description: {
      description: 'Description of the API.',
      type: 'string',
      default: title.slice(0, 256),
      nullable: false,
      validation: [
        {
          condition: raw('length(var.api_description) <= 256'),
          message: message(
            'api_description has ',
            'length(var.api_description)',
            ' characters: Lambda takes 256.',
          ),
        },
      ],
    },
  };
}

/** Where the function's code comes from: one of three. */
export const PACKAGE_INPUTS: Inputs = {
  lambda_zip: {
    description: 'Path of the zip with the app and its dependencies.',
    nullMeans: 'lambda.zip in the folder of this module, where terragate bundle puts it',
    type: 'string',
    default: null,
    validation: [matchesOrNull('lambda_zip', '[^/]$', 'give the path of a zip file.')],
  },
  lambda_source_dir: {
    description:
      'Folder with the app and its dependencies, zipped by each plan; the apply has to run on the same machine.',
    nullMeans: 'no folder is zipped',
    type: 'string',
    default: null,
    validation: [matchesOrNull('lambda_source_dir', '.', 'give the path of a folder.')],
  },
  lambda_s3_bucket: {
    description:
      'Bucket that holds the zip: for zips above 50 MB, and for pipelines that apply elsewhere than they plan.',
    nullMeans: 'the zip is a file',
    type: 'string',
    default: null,
    validation: [
      matchesOrNull('lambda_s3_bucket', '^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$', 'give the name of a bucket.'),
    ],
  },
  lambda_s3_key: {
    description: 'Key of the zip in lambda_s3_bucket.',
    nullMeans: 'there is none',
    type: 'string',
    default: null,
    validation: [
      matchesOrNull('lambda_s3_key', '^[^/]', 'give the key of an object, without a slash at its beginning.'),
    ],
  },
  lambda_s3_object_version: {
    description: 'Version of the object, for a bucket with versions: a new one updates the function.',
    nullMeans: 'the newest one',
    type: 'string',
    default: null,
    validation: [matchesOrNull('lambda_s3_object_version', '.', 'give the version of an object.')],
  },
};

/** The inputs for how the function runs. @param longest seconds: what the gateway waits for at the most. */
export function functionInputs(longest: number): Inputs {
  return {
    handler: {
      description:
        'Entry point: a script (run.sh) that serves HTTP behind the Lambda Web Adapter, or a Python handler such as app.main.handler (Mangum).',
      type: 'string',
      default: 'run.sh',
      nullable: false,
      validation: [
        matches(
          'handler',
          '^([A-Za-z0-9_./-]+[.]sh|[A-Za-z0-9_/]+([.][A-Za-z0-9_]+)+)$',
          'give a script that ends in .sh, or module.function.',
        ),
      ],
    },
    runtime: {
      description:
        'Python runtime. Its packages have to be built for it. python3.14 needs AWS provider 6.20 or newer.',
      type: 'string',
      default: 'python3.13',
      nullable: false,
      validation: [oneOf('runtime', ['python3.11', 'python3.12', 'python3.13', 'python3.14'])],
    },
    architecture: {
      description: 'Processor that the packages are built for: arm64 or x86_64.',
      type: 'string',
      default: 'arm64',
      nullable: false,
      validation: [oneOf('architecture', ['arm64', 'x86_64'])],
    },
    memory_size: {
      description: 'Memory of the function in MB; its share of a processor grows with it.',
      type: 'number',
      default: 512,
      nullable: false,
      validation: [between('memory_size', 128, 10240, 'MB')],
    },
    timeout: {
      description: `Seconds after which Lambda ends a request.${longest === 30 ? ' An HTTP API waits for 30 seconds at the most.' : ' A REST API waits for 29 seconds for a buffered answer, and for 900 for a streamed one.'}`,
      type: 'number',
      default: longest === 30 ? 29 : 30,
      nullable: false,
      validation: [between('timeout', 1, longest, 'seconds')],
    },
    ephemeral_storage_size: {
      description: 'Size of the folder /tmp of each environment of the function in MB.',
      type: 'number',
      default: 512,
      nullable: false,
      validation: [between('ephemeral_storage_size', 512, 10240, 'MB')],
    },
    reserved_concurrency: {
      description:
        'Requests that the function works on at once at the most, kept free for it; -1: no limit of its own.',
      type: 'number',
      default: -1,
      nullable: false,
      validation: [between('reserved_concurrency', -1, 100000, 'requests')],
    },
    snap_start: {
      description:
        'Whether Lambda starts the function from a snapshot (python3.12 and newer): faster first requests, at extra cost.',
      type: 'bool',
      default: false,
      nullable: false,
    },
    layers: {
      description:
        'ARNs of layer versions, in the order in which Lambda loads them; that of the Lambda Web Adapter comes before them.',
      type: 'list(string)',
      default: [],
      nullable: false,
      validation: [
        eachMatches(
          'layers',
          '^arn:[^:]+:lambda:[^:]+:[0-9]{12}:layer:[^:]+:[0-9]+$',
          'give ARNs of layer versions, arn:aws:lambda:<region>:<account>:layer:<name>:<version>.',
        ),
        {
          condition: raw('length(var.layers) <= 4'),
          message: message(
            'layers has ',
            'length(var.layers)',
            ': a function takes five, and the adapter is one of them.',
          ),
        },
      ],
    },
    lwa_layer_arn: {
      description: 'ARN of a copy of the layer of the Lambda Web Adapter, which GovCloud has to have.',
      nullMeans: 'the layer of its project',
      type: 'string',
      default: null,
      validation: [
        matchesOrNull(
          'lwa_layer_arn',
          '^arn:[^:]+:lambda:[^:]+:[0-9]{12}:layer:[^:]+:[0-9]+$',
          'give the ARN of a layer version.',
        ),
      ],
    },
    env: {
      description:
        'Environment variables of the function. Those by which the module starts the app, or tells it of CORS, callers and secrets, win.',
      type: 'map(string)',
      default: {},
      nullable: false,
      validation: [variableNames('env')],
    },
    env_kms_key_arn: {
      description: 'ARN of the KMS key that encrypts the environment variables.',
      nullMeans: 'the key of AWS',
      type: 'string',
      default: null,
      validation: [
        matchesOrNull(
          'env_kms_key_arn',
          '^arn:[^:]+:kms:[^:]+:[0-9]{12}:key/.+$',
          'give the ARN of a KMS key, arn:aws:kms:<region>:<account>:key/<id>.',
        ),
      ],
    },
    ...SECRET_INPUTS,
    dead_letter_target_arn: {
      description:
        'ARN of a queue or topic that gets the events of failed invocations that wait for no answer, unlike those of API Gateway.',
      nullMeans: 'they are lost',
      type: 'string',
      default: null,
      validation: [
        matchesOrNull(
          'dead_letter_target_arn',
          '^arn:[^:]+:(sqs|sns):[^:]+:[0-9]+:[A-Za-z0-9_-]+$',
          'give the ARN of a queue or a topic, none with .fifo, arn:aws:sqs:<region>:<account>:<name>.',
        ),
      ],
    },
    code_signing_config_arn: {
      description:
        'ARN of the code signing configuration that packages have to satisfy. A signed package comes from S3.',
      nullMeans: 'signatures are not checked',
      type: 'string',
      default: null,
      validation: [
        matchesOrNull(
          'code_signing_config_arn',
          '^arn:[^:]+:lambda:[^:]+:[0-9]+:code-signing-config:csc-.+$',
          'give the ARN of a code signing configuration, arn:aws:lambda:<region>:<account>:code-signing-config:csc-<id>.',
        ),
      ],
    },
    vpc_subnet_ids: {
      description: 'Subnets of a VPC that the function runs in. Empty: in none.',
      type: 'list(string)',
      default: [],
      nullable: false,
      validation: [
        eachMatches('vpc_subnet_ids', '^subnet-[0-9a-z]+$', 'the id of a subnet begins with subnet-.'),
      ],
    },
    vpc_security_group_ids: {
      description: 'Security groups of the function in its VPC.',
      type: 'list(string)',
      default: [],
      nullable: false,
      validation: [
        eachMatches(
          'vpc_security_group_ids',
          '^sg-[0-9a-z]+$',
          'the id of a security group begins with sg-.',
        ),
      ],
    },
    lambda_tracing_enabled: {
      description: 'Whether the function traces requests with X-Ray.',
      type: 'bool',
      default: true,
      nullable: false,
    },
    additional_iam_policy_statements: {
      description: 'Permissions of the function beyond writing logs and traces: statements of its policy.',
      type: call(
        'list',
        call('object', {
          Sid: raw('optional(string)'),
          Effect: raw('string'),
          Action: raw('list(string)'),
          Resource: raw('list(string)'),
          Condition: raw('optional(map(map(list(string))))'),
        }),
      ),
      default: [],
      nullable: false,
      validation: [
        eachIs(
          [[['statement'], 'var.additional_iam_policy_statements']],
          'contains(["Allow", "Deny"], statement.Effect)',
          text`additional_iam_policy_statements has the effect ${'jsonencode(statement.Effect)'}: give Allow or Deny.`,
        ),
      ],
    },
    ...PERMISSIONS_BOUNDARY,
  };
}

/** The inputs that share invocations between two versions. @param newest what the newest version is called. */
export function canaryInput(newest: string): Inputs {
  return {
    canary: {
      description: `Share of the calls that ${newest} gets, such as { stable_version = "7", weight = 0.1 }.`,
      nullMeans: `all`,
      type: call('object', { stable_version: raw('string'), weight: raw('number') }),
      default: null,
      validation: [
        {
          condition: raw('var.canary == null ? true : var.canary.weight >= 0 && var.canary.weight <= 1'),
          message: message(
            'canary.weight is ',
            'var.canary == null ? 0 : var.canary.weight',
            ': give a share from 0 to 1.',
          ),
        },
      ],
    },
  };
}
