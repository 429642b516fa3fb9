import type { ApiKind } from '../api-kind';
import { EVENT_INPUTS, type EventSettings, eventSettings } from './events';
import { type Arguments, known, type MaybeKnown, map, resolveLiteral, shown, valueIn } from './maybe-known';
import { objectsBy } from './terraform-root';

/** The settings of a router module, with its defaults. */
export interface RouterSettings {
  /** Name of the API, with its prefix where that is known; a template where a part of it is an expression. */
  readonly name: string;
  readonly kind: ApiKind;
  readonly stage: MaybeKnown<string>;
  readonly isolated: MaybeKnown<boolean>;
  readonly catchAll: MaybeKnown<boolean>;
  readonly auth: MaybeKnown<string>;
  readonly scopes: MaybeKnown<readonly string[]>;
  readonly apiKeyRequired: MaybeKnown<boolean>;
  readonly operations: MaybeKnown<Readonly<Record<string, MaybeKnown<Arguments>>>>;
  readonly authorizers: MaybeKnown<Readonly<Record<string, MaybeKnown<Arguments>>>>;
  readonly handler: MaybeKnown<string>;
  readonly memorySize: MaybeKnown<number>;
  readonly timeout: MaybeKnown<number>;
  readonly transferMode: MaybeKnown<string | undefined>;
  readonly corsOrigins: MaybeKnown<readonly string[]>;
  readonly routeQuota: MaybeKnown<number>;
  readonly events: EventSettings;
  /** The inputs that are no literals, by their names. */
  readonly undecided: Readonly<Record<string, string>>;
}

/** Inputs that the report shows, or depends on. */
const SHOWN = [
  ...['name', 'name_prefix', 'stage_name', 'integration_pattern', 'routes', 'auth', 'authorization_scopes'],
  ...['api_key_required', 'operations', 'authorizers', 'handler', 'memory_size', 'timeout'],
  ...['response_transfer_mode', 'route_quota', 'events_path', 'events_timeout', ...EVENT_INPUTS],
];

/** Those of them that are objects by a name: what is in one is another matter. */
const BY_NAME: readonly string[] = ['operations', 'authorizers', ...EVENT_INPUTS];

/** Memory of a function where no other is given, in MB. */
export const MEMORY = 512;

/** Reads the inputs that a router module and `lambda-function` have alike. */
export function functionSettings(inputs: Arguments) {
  return {
    memorySize: resolveLiteral(inputs.memory_size, MEMORY),
    timeout: resolveLiteral(inputs.timeout, 30),
  };
}

/** Reads the inputs of a router module. @param module its name, which its API has where no other is given */
export function routerSettings(inputs: Arguments, module: string, kind: ApiKind): RouterSettings {
  const isolated = map(
    resolveLiteral(inputs.integration_pattern, 'shared'),
    (pattern) => pattern === 'isolated',
  );
  const routes = resolveLiteral<string | undefined>(inputs.routes, undefined);
  return {
    name: `${valueIn(resolveLiteral(inputs.name_prefix, '')) ?? ''}${shown(inputs.name ?? module)}`,
    kind,
    stage: resolveLiteral(inputs.stage_name, kind === 'rest' ? 'prod' : '$default'),
    isolated,
    catchAll:
      'value' in routes && routes.value === undefined
        ? map(isolated, (own) => !own)
        : map(routes, (given) => given === 'proxy'),
    auth: resolveLiteral(inputs.auth, 'IAM'),
    scopes: listOf(inputs.authorization_scopes),
    apiKeyRequired: resolveLiteral(inputs.api_key_required, false),
    operations: objectsBy(inputs.operations),
    authorizers: objectsBy(inputs.authorizers),
    handler: resolveLiteral(inputs.handler, 'run.sh'),
    ...functionSettings(inputs),
    transferMode: resolveLiteral<string | undefined>(inputs.response_transfer_mode, undefined),
    corsOrigins: listOf(inputs.cors_allow_origins, ['*']),
    routeQuota: resolveLiteral(inputs.route_quota, 300),
    events: eventSettings(inputs),
    undecided: Object.fromEntries(
      SHOWN.flatMap((input) => {
        const value = BY_NAME.includes(input)
          ? objectsBy(inputs[input])
          : resolveLiteral<unknown>(inputs[input], undefined);
        return 'expression' in value ? [[input, value.expression]] : [];
      }),
    ),
  };
}

/** A list of texts; an expression within it is shown as it is. */
export function listOf(written: unknown, fallback: readonly string[] = []): MaybeKnown<readonly string[]> {
  const all = resolveLiteral<unknown>(written, fallback);
  return 'value' in all ? known(Array.isArray(all.value) ? all.value.map(shown) : []) : all;
}
