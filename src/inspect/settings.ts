import type { ApiKind } from '../api-kind';
import { type Arguments, known, map, type Said, said, shown } from './said';
import { objectsBy } from './terraform-root';

/** What a router module is given, with its defaults. */
export interface RouterSettings {
  /** With its prefix; a template where a part of it is no literal. */
  readonly name: string;
  readonly stage: Said<string>;
  readonly isolated: Said<boolean>;
  readonly catchAll: Said<boolean>;
  readonly auth: Said<string>;
  readonly scopes: Said<readonly string[]>;
  readonly apiKeyRequired: Said<boolean>;
  readonly operations: Said<Readonly<Record<string, Said<Arguments>>>>;
  readonly authorizers: Said<Readonly<Record<string, Said<Arguments>>>>;
  readonly handler: Said<string>;
  readonly memorySize: Said<number>;
  readonly timeout: Said<number>;
  readonly transferMode: Said<string | undefined>;
  readonly corsOrigins: Said<readonly string[]>;
  readonly routeQuota: Said<number>;
  /** The inputs that are no literals, by their names. */
  readonly undecided: Readonly<Record<string, string>>;
}

/** Inputs that decide about what is shown. */
const SHOWN = [
  ...['name', 'name_prefix', 'stage_name', 'integration_pattern', 'routes', 'auth', 'authorization_scopes'],
  ...['api_key_required', 'operations', 'authorizers', 'handler', 'memory_size', 'timeout'],
  ...['response_transfer_mode', 'route_quota'],
];

/** Reads the inputs of a router module. @param module its name, which its API has where no other is given */
export function routerSettings(inputs: Arguments, module: string, kind: ApiKind): RouterSettings {
  const isolated = map(said(inputs.integration_pattern, 'shared'), (pattern) => pattern === 'isolated');
  const routes = said<string | undefined>(inputs.routes, undefined);
  return {
    name: `${shown(inputs.name_prefix ?? '')}${shown(inputs.name ?? module)}`,
    stage: said(inputs.stage_name, kind === 'rest' ? 'prod' : '$default'),
    isolated,
    catchAll:
      'value' in routes && routes.value === undefined
        ? map(isolated, (own) => !own)
        : map(routes, (given) => given === 'proxy'),
    auth: said(inputs.auth, 'IAM'),
    scopes: listOf(inputs.authorization_scopes),
    apiKeyRequired: said(inputs.api_key_required, false),
    operations: objectsBy(inputs.operations),
    authorizers: objectsBy(inputs.authorizers),
    handler: said(inputs.handler, 'run.sh'),
    memorySize: said(inputs.memory_size, 512),
    timeout: said(inputs.timeout, 30),
    transferMode: said<string | undefined>(inputs.response_transfer_mode, undefined),
    corsOrigins: listOf(inputs.cors_allow_origins, ['*']),
    routeQuota: said(inputs.route_quota, 300),
    undecided: Object.fromEntries(
      SHOWN.flatMap((input) => {
        const value = /^(?:operations|authorizers)$/.test(input)
          ? objectsBy(inputs[input])
          : said<unknown>(inputs[input], undefined);
        return 'expression' in value ? [[input, value.expression]] : [];
      }),
    ),
  };
}

/** A list of texts; an expression within it is shown as it is. */
export function listOf(written: unknown, fallback: readonly string[] = []): Said<readonly string[]> {
  const all = said<unknown>(written, fallback);
  return 'value' in all ? known(Array.isArray(all.value) ? all.value.map(shown) : []) : all;
}
