import { ARCHITECTURES, type BilledApi } from '../cost';
import { type Arguments, resolveLiteral } from './maybe-known';
import type { ApiReport } from './report';
import { MEMORY } from './settings';

/** What is billed of an API, and what had to be assumed for it. */
export interface Billed {
  readonly billed: BilledApi;
  /** Sentences on what the files do not say. */
  readonly notes: readonly string[];
}

/** The part of an API that is billed, by the inputs of its module; where Terraform decides one, by its default. */
export function billedApi(api: ApiReport, inputs: Arguments): Billed {
  const notes: string[] = [];
  const read = <T>(name: string, fallback: T): T => {
    const value = resolveLiteral(inputs[name], fallback);
    if ('value' in value) return value.value;
    notes.push(`${name} is decided in Terraform (${value.expression}): counted as ${fallback ?? 'none'}`);
    return fallback;
  };
  const days = read<number>('log_retention_in_days', 30);
  if (days === 0) notes.push('logs are kept for ever: what they cost grows each month');
  const architecture = read<string>('architecture', 'arm64');
  const cacheSize =
    api.kind === 'rest' ? read<string | number | undefined>('cache_cluster_size', undefined) : undefined;
  const tracing = read('lambda_tracing_enabled', true);
  const network = inputs.vpc_subnet_ids;
  if (Array.isArray(network) ? network.length : network)
    notes.push('functions run in a VPC: --nat-gateways and --nat-gb count its NAT gateways');
  if (api.call?.repeated !== undefined) notes.push(`repeated by ${api.call.repeated}: counted once`);
  return {
    billed: {
      kind: api.kind,
      architecture: ARCHITECTURES.find((one) => one === architecture) ?? 'arm64',
      functions: functionsOf(api, notes),
      logDays: days || 30,
      traced: tracing || (api.kind === 'rest' && read('xray_tracing_enabled', true)),
      dashboard: read('dashboard_enabled', false),
      ...(cacheSize === undefined ? {} : { cacheSize: String(cacheSize) }),
      webAcl: api.kind !== 'http' && read('web_acl_enabled', (inputs.web_acl_arn ?? null) !== null),
      distribution: api.kind === 'function-url' && api.functionUrls?.some((one) => one.distribution) === true,
    },
    notes,
  };
}

/** The functions that answer, as if each operation got as many requests as any other. */
function functionsOf({ functions, operations }: ApiReport, notes: string[]): BilledApi['functions'] {
  const reached = operations.filter(({ runsOn }) => runsOn?.type !== 'nothing').length;
  const decided = functions.filter(({ memory }) => memory === null);
  if (decided.length)
    notes.push(
      `memory_size of ${decided.map(({ name }) => name).join(', ')} is decided in Terraform: counted as ${MEMORY} MB`,
    );
  if (new Set(functions.map(({ memory }) => memory)).size > 1)
    notes.push('functions differ in memory: each operation is counted with as many requests as any other');
  return functions.map((one) => ({
    memory: one.memory ?? MEMORY,
    share: reached ? one.operations / reached : 1 / functions.length,
  }));
}
