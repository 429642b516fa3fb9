import { CloudwatchDashboard } from '@cdktf/provider-aws/lib/cloudwatch-dashboard';
import { CloudwatchMetricAlarm } from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm';
import { call, forTuple, inline, object, raw, text, type Value } from '../../hcl';
import type { ModuleStack } from '../../module-stack/module-stack';
import { as } from '../../module-stack/token';
import { eachMatches, type Inputs, said } from '../shared/rules';
import type { Kind } from './operation-settings';

const FILE = 'monitoring.tf';

/** Alarms and a dashboard; both cost money at AWS and are off. */
export const MONITORING_INPUTS: Inputs = {
  alarms_enabled: {
    description:
      'Whether there are alarms: on server errors and latency of the API, and on throttled calls of each function. AWS charges for each alarm.',
    type: 'bool',
    default: false,
    nullable: false,
  },
  alarm_actions: {
    description: 'ARNs that are told when an alarm goes off and when it is over, such as SNS topics.',
    type: 'list(string)',
    default: [],
    nullable: false,
    validation: [eachMatches('alarm_actions', '^arn:', 'give ARNs, such as that of an SNS topic.')],
  },
  alarm_5xx_percent: {
    description: 'Percentage of requests answered with 5XX within five minutes that sets off an alarm.',
    type: 'number',
    default: 5,
    nullable: false,
    validation: [
      {
        condition: raw('var.alarm_5xx_percent > 0 && var.alarm_5xx_percent <= 100'),
        message: said(
          'alarm_5xx_percent is ',
          'var.alarm_5xx_percent',
          ': give a percentage above 0, to 100.',
        ),
      },
    ],
  },
  alarm_latency_milliseconds: {
    description:
      'Milliseconds which one in a hundred requests takes longer than, within five minutes, that set off an alarm. Streams count to their end.',
    type: 'number',
    default: 10_000,
    nullable: false,
    validation: [
      {
        condition: raw('var.alarm_latency_milliseconds > 0'),
        message: said(
          'alarm_latency_milliseconds is ',
          'var.alarm_latency_milliseconds',
          ': give a number of milliseconds above 0.',
        ),
      },
    ],
  },
  dashboard_enabled: {
    description:
      'Whether there is a dashboard in CloudWatch: requests, errors and latency of the API, and calls, errors and duration of each function, which cost nothing to measure.',
    type: 'bool',
    default: false,
    nullable: false,
  },
};

/** What differs between the metrics of the two kinds of API. */
const METRICS = {
  rest: { errors: '5XXError', clientErrors: '4XXError' },
  http: { errors: '5xx', clientErrors: '4xx' },
} as const;

/**
 * The alarms and the dashboard of an API and its functions.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html
 */
export function addMonitoring(stack: ModuleStack, kind: Kind): void {
  const metrics = METRICS[kind];
  stack.locals(
    {
      api_metrics: {
        value:
          kind === 'rest'
            ? inline({ ApiName: raw('local.name'), Stage: raw('var.stage_name') })
            : inline({ ApiId: raw('module.http_api.api_id'), Stage: raw('var.stage_name') }),
        comment: 'The dimensions by which CloudWatch knows the stage.',
      },
    },
    { file: FILE },
  );
  alarm(stack, 'errors', {
    name: text`${'local.name'}-5xx`,
    description: 'Many requests are answered with 5XX',
    namespace: 'AWS/ApiGateway',
    metricName: metrics.errors,
    dimensions: raw('local.api_metrics'),
    statistic: 'Average',
    threshold: raw('var.alarm_5xx_percent / 100'),
  });
  alarm(stack, 'latency', {
    name: text`${'local.name'}-latency`,
    description: 'One in a hundred requests takes long',
    namespace: 'AWS/ApiGateway',
    metricName: 'Latency',
    dimensions: raw('local.api_metrics'),
    extendedStatistic: 'p99',
    threshold: raw('var.alarm_latency_milliseconds'),
  });
  alarm(
    stack,
    'throttles',
    {
      name: text`${'each.value'}-throttles`,
      description: 'Lambda refuses calls: too many at once',
      namespace: 'AWS/Lambda',
      metricName: 'Throttles',
      dimensions: inline({ FunctionName: raw('each.value') }),
      statistic: 'Sum',
      threshold: 0,
    },
    raw('{ for key, name in local.function_names : key => name if var.alarms_enabled }'),
  );
  stack.add(
    CloudwatchDashboard,
    'this',
    {
      count: as.number(raw('var.dashboard_enabled ? 1 : 0')),
      dashboardName: as.string(raw('local.name')),
      dashboardBody: as.string(call('jsonencode', { widgets: raw('local.widgets') })),
    },
    { file: FILE },
  );
  stack.locals(
    { widgets: { value: widgets(kind), comment: 'Four graphs of the API, and three of its functions.' } },
    { file: FILE },
  );
}

interface AlarmProps {
  readonly name: Value;
  readonly description: string;
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: Value;
  readonly statistic?: string;
  readonly extendedStatistic?: string;
  readonly threshold: Value;
}

function alarm(stack: ModuleStack, id: string, props: AlarmProps, forEach?: Value): void {
  const { statistic, extendedStatistic } = props;
  stack.add(
    CloudwatchMetricAlarm,
    id,
    {
      ...(forEach ? {} : { count: as.number(raw('var.alarms_enabled ? 1 : 0')) }),
      alarmName: as.string(props.name),
      alarmDescription: props.description,
      namespace: props.namespace,
      metricName: props.metricName,
      dimensions: as.map(props.dimensions),
      ...(statistic === undefined ? {} : { statistic }),
      ...(extendedStatistic === undefined ? {} : { extendedStatistic }),
      period: 300,
      evaluationPeriods: 1,
      comparisonOperator: 'GreaterThanThreshold',
      threshold: as.number(props.threshold),
      treatMissingData: 'notBreaching',
      alarmActions: as.list(raw('var.alarm_actions')),
      okActions: as.list(raw('var.alarm_actions')),
      tags: as.map(raw('var.tags')),
    },
    { file: FILE, ...(forEach ? { forEach } : {}) },
  );
}

function widgets(kind: Kind): Value {
  const metrics = METRICS[kind];
  const dimensions = 'flatten([for name, value in local.api_metrics : [name, value]])';
  const ofApi = (title: string, names: readonly string[], stat: string): Value =>
    widget(
      title,
      stat,
      names.map((name) => raw(`concat(["AWS/ApiGateway", "${name}"], ${dimensions})`)),
    );
  const ofFunctions = (title: string, name: string, stat: string): Value =>
    widget(
      title,
      stat,
      forTuple(
        ['function'],
        raw('slice(values(local.function_names), 0, min(length(local.function_names), 500))'),
        raw(`["AWS/Lambda", "${name}", "FunctionName", function]`),
      ),
    );
  return [
    ofApi('Requests', ['Count'], 'Sum'),
    ofApi('Errors', [metrics.clientErrors, metrics.errors], 'Sum'),
    ofApi('Latency, p50', ['Latency', 'IntegrationLatency'], 'p50'),
    ofApi('Latency, p99', ['Latency', 'IntegrationLatency'], 'p99'),
    ofFunctions('Calls of each function', 'Invocations', 'Sum'),
    ofFunctions('Errors of each function', 'Errors', 'Sum'),
    ofFunctions('Duration of each function, p99', 'Duration', 'p99'),
  ];
}

function widget(title: string, stat: string, metrics: Value): Value {
  return object([
    { key: 'type', value: 'metric' },
    { key: 'width', value: 12 },
    { key: 'height', value: 6 },
    {
      key: 'properties',
      value: { title, stat, period: 300, region: raw('data.aws_region.current.id'), metrics },
    },
  ]);
}
