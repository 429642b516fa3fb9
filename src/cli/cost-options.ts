import { type Command, InvalidArgumentError, Option } from 'commander';

/** The options by which `inspect --cost` knows the traffic. */
export interface CostOptions {
  readonly cost?: boolean;
  readonly requests?: number;
  readonly duration?: number;
  readonly answerKb?: number;
  readonly logKb?: number;
  readonly metrics?: number;
  readonly natGateways?: number;
  readonly natGb?: number;
  readonly wafRules?: number;
  readonly freeTier?: boolean;
}

/** An option of a number. */
interface NumberOption {
  readonly flags: string;
  readonly about: string;
  readonly default: number;
  readonly least: number;
  readonly most: number;
  readonly whole: boolean;
}

const NUMBERS: Readonly<Record<Exclude<keyof CostOptions, 'cost' | 'freeTier'>, NumberOption>> = {
  requests: option('--requests <number>', 'requests a month of each API', 1e6, [0, 1e15], true),
  duration: option('--duration <ms>', 'time that a function works on a request', 50, [1, 900_000]),
  answerKb: option('--answer-kb <KB>', 'size of an answer', 2, [0, 204_800]),
  logKb: option('--log-kb <KB>', 'what is logged for a request', 1.4, [0, 1024]),
  metrics: option('--metrics <number>', 'metrics that the app writes', 0, [0, 1e6], true),
  natGateways: option('--nat-gateways <number>', 'NAT gateways for each API', 0, [0, 1000], true),
  natGb: option('--nat-gb <GB>', 'what goes through the NAT gateways', 0, [0, 1e9]),
  wafRules: option('--waf-rules <number>', 'rules of the web ACL', 0, [0, 10_000], true),
};

/** Adds the options of `--cost`. */
export function addCostOptions(command: Command): Command {
  command.option('--cost', 'what a month costs, by list prices of AWS');
  for (const one of Object.values(NUMBERS)) {
    const about = `--cost: ${one.about} (default: ${one.default})`;
    command.addOption(new Option(one.flags, about).argParser((text) => numberIn(text, one)));
  }
  return command.option('--free-tier', '--cost: leave out what is free in each account');
}

/** The flags of options that mean nothing without `--cost`. */
export function costOnly(options: CostOptions): readonly string[] {
  const given = Object.entries(NUMBERS).filter(([name]) => options[name as keyof CostOptions] !== undefined);
  return [
    ...given.map(([, { flags }]) => flags.split(' ')[0] ?? ''),
    ...(options.freeTier ? ['--free-tier'] : []),
  ];
}

/** The traffic that the options say. */
export function trafficOf(options: CostOptions) {
  const of = (name: keyof typeof NUMBERS) => options[name] ?? NUMBERS[name].default;
  return {
    requests: of('requests'),
    milliseconds: of('duration'),
    answerKb: of('answerKb'),
    logKb: of('logKb'),
    metrics: of('metrics'),
    natGateways: of('natGateways'),
    natGb: of('natGb'),
    wafRules: of('wafRules'),
    freeTier: options.freeTier === true,
  };
}

function numberIn(text: string, { least, most, whole }: NumberOption): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (value >= least && value <= most && (!whole || Number.isInteger(value))) return value;
  throw new InvalidArgumentError(
    `give a ${whole ? 'whole number' : 'number'} from ${least} to ${most.toLocaleString('en-US')}, such as ${whole ? '1000000 or 1e6' : '2.5'}.`,
  );
}

function option(
  flags: string,
  about: string,
  value: number,
  [least, most]: readonly [number, number],
  whole = false,
): NumberOption {
  return { flags, about, default: value, least, most, whole };
}
