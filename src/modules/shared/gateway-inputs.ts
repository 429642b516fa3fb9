import { call, raw } from '../../hcl';
import type { Rule } from '../../module-stack/declarations';
import {
  between,
  eachMatches,
  eachNameMatches,
  type Inputs,
  matches,
  matchesOrNull,
  message,
  oneOf,
} from './rules';

/** Limits of the whole stage. */
export const THROTTLING_INPUTS: Inputs = {
  throttling_rate_limit: {
    description: 'Requests a second that the stage lets through on average; more are answered with 429.',
    type: 'number',
    default: 10000,
    nullable: false,
    validation: [
      {
        condition: raw('var.throttling_rate_limit > 0'),
        message: message(
          'throttling_rate_limit is ',
          'var.throttling_rate_limit',
          ': give a number of requests a second above 0.',
        ),
      },
    ],
  },
  throttling_burst_limit: {
    description: 'Requests that the stage lets through at once before the rate counts.',
    type: 'number',
    default: 5000,
    nullable: false,
    validation: [between('throttling_burst_limit', 1, 2147483647, 'requests')],
  },
};

/** Every retention that CloudWatch Logs knows, in days; 0 keeps the logs for ever. */
const RETENTION = [
  0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

/** The input for what the stage waits for. */
export const STAGE_DEPENDS_ON: Inputs = {
  stage_depends_on: {
    description:
      'Values of what has to be there before the stage serves a change, such as the ids of permissions to call functions. What they come from is removed after the stage has moved on.',
    type: 'any',
    default: [],
    nullable: false,
    validation: [
      {
        condition: raw('can(concat(var.stage_depends_on, []))'),
        message:
          'stage_depends_on is no list: give the ids of resources, such as [aws_lambda_permission.this.id].',
      },
    ],
  },
};

/** The inputs for the logs of an API. */
export const LOG_INPUTS: Inputs = {
  log_retention_in_days: {
    description: 'Days for which logs are kept; 0 keeps them for ever.',
    type: 'number',
    default: 30,
    nullable: false,
    validation: [
      {
        condition: call('can', call('regex', `^(${RETENTION.join('|')})$`, raw('var.log_retention_in_days'))),
        message: message(
          'log_retention_in_days is ',
          'var.log_retention_in_days',
          `: CloudWatch Logs takes ${RETENTION.join(', ')}.`,
        ),
      },
    ],
  },
  log_kms_key_arn: {
    description: 'ARN of the KMS key that encrypts the logs; its policy has to let CloudWatch Logs use it.',
    nullMeans: 'the key of AWS',
    type: 'string',
    default: null,
    validation: [
      matchesOrNull(
        'log_kms_key_arn',
        '^arn:[^:]+:kms:[^:]+:[0-9]{12}:key/.+$',
        'give the ARN of a KMS key, arn:aws:kms:<region>:<account>:key/<id>.',
      ),
    ],
  },
};

/** Access logs; REST APIs can only write them when the account has a role for it. */
export function accessLogInput(rest: boolean): Inputs {
  return {
    access_log_enabled: {
      description: rest
        ? 'Whether one JSON line a request is written to CloudWatch Logs. A REST API needs modules/api-gateway-account in its account and region.'
        : 'Whether one JSON line a request is written to CloudWatch Logs.',
      type: 'bool',
      default: !rest,
      nullable: false,
    },
  };
}

const ANY_STAGE_NAME = matches(
  'stage_name',
  '^(\\$default|[A-Za-z0-9_-]{1,128})$',
  'a stage name has 1 to 128 letters, digits, - and _, or is $default.',
);

/** A REST stage has no `$default`. */
export const REST_STAGE_NAME = matches(
  'stage_name',
  '^[A-Za-z0-9_-]{1,128}$',
  'the stage of a REST API has 1 to 128 letters, digits, - and _.',
);

/** The inputs for the name of the stage and for its deployment. */
export function stageInputs(name: string, rules: readonly Rule[] = [ANY_STAGE_NAME]): Inputs {
  return {
    stage_name: {
      description:
        name === '$default'
          ? 'Name of the stage. $default serves the API at the root of its address.'
          : 'Name of the stage: the first part of the path of every address of the API.',
      type: 'string',
      default: name,
      nullable: false,
      validation: rules,
    },
    stage_auto_deploy: {
      description:
        'Whether each change of the API is deployed to the stage. When false, only a change of deployment_triggers deploys.',
      type: 'bool',
      default: true,
      nullable: false,
    },
    stage_variables: {
      description: 'Variables of the stage, for mapping templates and integrations.',
      type: 'map(string)',
      default: {},
      nullable: false,
      validation: [
        eachNameMatches(
          'stage_variables',
          '^[A-Za-z0-9_]{1,64}$',
          'a name has at most 64 letters, digits and _.',
        ),
      ],
    },
    deployment_triggers: {
      description: 'Values whose change makes a new deployment, beyond the definition of the API itself.',
      type: 'map(string)',
      default: {},
      nullable: false,
      validation: [
        {
          condition: raw('!contains(keys(var.deployment_triggers), "definition")'),
          message: message(
            'deployment_triggers has ',
            call('jsonencode', raw('keys(var.deployment_triggers)')),
            ': the module itself has the name definition, for the hash of the API. Give another one.',
          ),
        },
      ],
    },
  };
}

/** A JSON policy, as `jsonencode` gives it. */
export const RESOURCE_POLICY: Inputs = {
  resource_policy_enabled: {
    description: 'Whether the API has a resource policy: true for one that only the apply knows.',
    nullMeans: 'where a policy or statements are given',
    type: 'bool',
    default: null,
  },
  resource_policy: {
    description:
      'Resource policy of the API as JSON, with resources such as execute-api:/STAGE/METHOD/PATH: who may call it from where.',
    nullMeans: 'no policy',
    type: 'string',
    default: null,
    validation: [
      {
        condition: raw('var.resource_policy == null ? true : can(jsondecode(var.resource_policy).Statement)'),
        message:
          'resource_policy is not a policy: give JSON with a Statement, as jsonencode({ Version = "2012-10-17", Statement = [...] }) makes it.',
      },
    ],
  },
};

/** Where a REST API is reached. */
export const ENDPOINT_INPUTS: Inputs = {
  endpoint_type: {
    description:
      'REGIONAL, EDGE (through CloudFront) or PRIVATE (from VPC endpoints only; needs a resource policy).',
    type: 'string',
    default: 'REGIONAL',
    nullable: false,
    validation: [oneOf('endpoint_type', ['REGIONAL', 'EDGE', 'PRIVATE'])],
  },
  vpc_endpoint_ids: {
    description: 'VPC endpoints (vpce-...) that a PRIVATE API is bound to.',
    type: 'list(string)',
    default: [],
    nullable: false,
    validation: [
      eachMatches(
        'vpc_endpoint_ids',
        '^vpce-[0-9a-f]+$',
        'the id of a VPC endpoint is vpce- and hexadecimal digits.',
      ),
    ],
  },
};

/** The inputs for the execution log and the metrics of a REST stage. */
export const EXECUTION_INPUTS: Inputs = {
  execution_log_level: {
    description:
      'Level of the execution log, in which API Gateway writes of its own work: OFF, ERROR or INFO. Needs the account-wide role, as access logs do.',
    type: 'string',
    default: 'OFF',
    nullable: false,
    validation: [oneOf('execution_log_level', ['OFF', 'ERROR', 'INFO'])],
  },
  data_trace_enabled: {
    description:
      'Whether the execution log has requests and answers with their bodies: for debugging, as these may hold secrets. Needs another execution_log_level than OFF.',
    type: 'bool',
    default: false,
    nullable: false,
  },
  metrics_enabled: {
    description: 'Whether CloudWatch gets metrics of each method beside those of the stage, at extra cost.',
    type: 'bool',
    default: false,
    nullable: false,
  },
  xray_tracing_enabled: {
    description: 'Whether API Gateway traces requests with X-Ray.',
    type: 'bool',
    default: true,
    nullable: false,
  },
};

export const HTTP_METRICS: Inputs = {
  metrics_enabled: {
    description: 'Whether CloudWatch gets metrics of each route beside those of the stage, at extra cost.',
    type: 'bool',
    default: false,
    nullable: false,
  },
};

export const TAGS: Inputs = {
  tags: {
    description: 'Tags of everything that can have tags.',
    type: 'map(string)',
    default: {},
    nullable: false,
    validation: [
      {
        condition: raw('alltrue([for key in keys(var.tags) : key != "" && !startswith(lower(key), "aws:")])'),
        message: message(
          'tags has ',
          call('jsonencode', raw('keys(var.tags)')),
          ': a tag has a name, and names that begin with aws: are those of AWS.',
        ),
      },
    ],
  },
};

/** Stops callers from going around a custom domain. */
export const EXECUTE_API: Inputs = {
  disable_execute_api_endpoint: {
    description:
      'Whether the execute-api address is switched off, so that only a custom domain leads to the API.',
    type: 'bool',
    default: false,
    nullable: false,
  },
};
