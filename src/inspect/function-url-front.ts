import { basename } from 'node:path';
import type { ApiModel } from '../openapi';
import { functionUrlReport, isUrlOf } from './function-url';
import { urlLimits } from './limits';
import { type Arguments, expressionIn, resolveLiteral, shown, valueIn } from './maybe-known';
import type { ApiReport, OperationReport } from './report';
import { functionSettings } from './settings';
import type { ModuleCall } from './terraform-root';

/** A function URL that is all that leads to an app, with its function: the calls of both modules. */
export interface UrlFront {
  readonly url: ModuleCall;
  readonly own: ModuleCall;
}

/** The URL with the call that makes its function; undefined where the root does not make it by `lambda-function`. */
export function frontOf(url: ModuleCall, calls: readonly ModuleCall[]): UrlFront | undefined {
  const own = calls.find((call) => basename(call.folder) === 'lambda-function' && isUrlOf(url, call));
  return own && { url, own };
}

/** The inputs of both modules by the names that a router module has for them: what is billed is read from them. */
export function billedInputs({ url, own }: UrlFront): Arguments {
  const { tracing_enabled, ...inputs } = own.inputs;
  const { web_acl_arn } = url.inputs;
  return {
    ...inputs,
    ...(tracing_enabled === undefined ? {} : { lambda_tracing_enabled: tracing_enabled }),
    ...(web_acl_arn === undefined ? {} : { web_acl_arn }),
  };
}

/** The report on an app behind a function URL: its one function answers every operation and every other path. */
export function frontReport(
  { url, own }: UrlFront,
  app: ApiModel,
  from: (path: string) => string,
): ApiReport {
  const name = nameOf(own);
  const report = functionUrlReport(url, from);
  const auth = resolveLiteral(url.inputs.auth, 'IAM');
  const mode = resolveLiteral(url.inputs.response_transfer_mode, 'BUFFERED');
  const { memorySize: memory, timeout } = functionSettings(own.inputs);
  const { callers, public: open } = report;
  const streams = valueIn(mode) === undefined ? undefined : valueIn(mode) === 'STREAM';
  const undecided = {
    ...(callers === null
      ? {
          callers:
            expressionIn(auth) ?? expressionIn(resolveLiteral(url.inputs.distribution_enabled, '')) ?? '',
        }
      : {}),
    ...('expression' in timeout ? { timeout: timeout.expression } : {}),
  };
  const operations = app.operations.map(
    (operation): OperationReport => ({
      id: operation.id,
      method: operation.method.toUpperCase(),
      path: operation.path,
      tags: operation.tags,
      deprecated: operation.deprecated,
      route: null,
      callers,
      public: open,
      scopes: [],
      apiKey: false,
      runsOn: { type: 'function', name, shared: true },
      streams: operation.streaming ?? null,
      streamed: operation.streaming === undefined ? false : (streams ?? null),
      timeout: valueIn(timeout) ?? null,
      undecided,
    }),
  );
  return {
    name,
    kind: 'function-url',
    module: from(url.folder),
    call: {
      address: report.address,
      file: report.file,
      ...(url.repeated === undefined ? {} : { repeated: url.repeated }),
    },
    stage: '$default',
    integrationPattern: 'shared',
    routes: 'proxy',
    auth: callers,
    authorizers: callers === null ? [] : [{ name: callers, operations: operations.length }],
    functions: [
      {
        name,
        shared: true,
        operations: operations.length,
        memory: valueIn(memory) ?? null,
        timeout: valueIn(timeout) ?? null,
      },
    ],
    operations,
    functionUrls: [report],
    everythingElse: { callers, public: open },
    limits: urlLimits(streams, valueIn(timeout)),
    undecided: {
      ...(callers === null ? { auth: undecided.callers ?? '' } : {}),
      ...Object.fromEntries(
        Object.entries({ response_transfer_mode: mode, timeout, memory_size: memory }).flatMap(
          ([input, value]) => ('expression' in value ? [[input, value.expression] as const] : []),
        ),
      ),
    },
    notes: [],
  };
}

/** Name of the function, without a prefix that Terraform decides; a template where it is none but that. */
function nameOf({ inputs, name }: ModuleCall): string {
  return shown(inputs.name ?? name).replace(/^\$\{[^{}]*\}(?=.)/, '');
}
