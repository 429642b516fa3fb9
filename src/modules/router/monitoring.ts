import { CloudwatchDashboard } from '@cdktf/provider-aws/lib/cloudwatch-dashboard';
import { CloudwatchMetricAlarm } from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm';
import type { ApiKind } from '../../api-kind';
import { call, inline, raw, text, type Value } from '../../hcl';
import type { ModuleStack } from '../../module-stack/module-stack';
import { as } from '../../module-stack/token';
import { eachMatches, type Inputs, message } from '../shared/rules';
import { addLocals } from './locals';

const FILE = 'monitoring.tf';

/** Alarms and a dashboard; both cost money at AWS and are off. */
export const MONITORING_INPUTS: Inputs = {
  alarms_enabled: {
    saysWhatThereIs: true,
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
        message: message(
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
        message: message(
          'alarm_latency_milliseconds is ',
          'var.alarm_latency_milliseconds',
          ': give a number of milliseconds above 0.',
        ),
      },
    ],
  },
  dashboard_enabled: {
    description:
      'Whether there is a dashboard in CloudWatch: requests, errors and latency of the API, calls, errors and duration of each function.',
    type: 'bool',
    default: false,
    nullable: false,
  },
};

/**
 * The alarms and the dashboard of an API and its functions.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html
 */
export function addMonitoring(stack: ModuleStack, kind: ApiKind): void {
  addLocals(stack, kind, 'monitoring.tf');
  alarm(stack, 'errors', {
    name: text`${'local.name'}-5xx`,
    description: 'Many requests are answered with 5XX',
    namespace: 'AWS/ApiGateway',
    metricName: raw('local.error_metrics.server'),
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
    raw('{ for key, id in local.function_ids : key => local.function_names[id] if var.alarms_enabled }'),
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
}

interface AlarmProps {
  readonly name: Value;
  readonly description: string;
  readonly namespace: string;
  readonly metricName: Value;
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
      metricName: as.string(props.metricName),
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
