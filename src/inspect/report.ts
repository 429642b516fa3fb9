import type { FrontKind } from '../api-kind';

/** The APIs of a project, as far as its files say. */
export interface Inspection {
  readonly project: string;
  /** The app's OpenAPI document, from the project's folder. */
  readonly openapi: string;
  readonly title: string;
  readonly version: string;
  /** Reports on the APIs: one for each call of a router module, and for each router module that nothing calls. */
  readonly apis: readonly ApiReport[];
  /** Notes on the project as a whole. */
  readonly notes: readonly string[];
}

/**
 * The report on an API. A value that only Terraform knows is null, and `undecided` has its expression by the name of
 * the input.
 */
export interface ApiReport {
  /** Name on AWS, without a prefix that Terraform decides; a template of Terraform where it is none but that. */
  readonly name: string;
  /** The kind of its API, or `function-url`, where the URL of its function is all that leads to the app. */
  readonly kind: FrontKind;
  /** Folder of the module, from the project's folder. */
  readonly module: string;
  /** The call in the Terraform root. @default - none: the report shows the defaults of the module */
  readonly call?: { readonly address: string; readonly file: string; readonly repeated?: string };
  /** Stage; `$default` for a function URL, which has none. */
  readonly stage: string | null;
  readonly integrationPattern: 'isolated' | 'shared' | null;
  /** Routes of the API: with `proxy`, all paths lead to the shared function. */
  readonly routes: 'proxy' | 'operations' | null;
  readonly auth: string | null;
  readonly authorizers: readonly AuthorizerReport[];
  readonly functions: readonly FunctionReport[];
  readonly operations: readonly OperationReport[];
  /** What calls the app beside its API. @default - nothing that the root names */
  readonly events?: EventsReport;
  /** URLs of the API's functions, which the root gives them. @default - none */
  readonly functionUrls?: readonly FunctionUrlReport[];
  /** The authorization of the catch-all. @default - there is no catch-all */
  readonly everythingElse?: { readonly callers: string | null; readonly public: boolean | null };
  readonly limits: readonly LimitReport[];
  readonly undecided: Readonly<Record<string, string>>;
  readonly notes: readonly string[];
}

/** A way in which callers are known that an operation uses. */
export interface AuthorizerReport {
  /** Name of the authorization: `IAM`, `COGNITO`, `JWT`, `NONE`, or the name of one of `authorizers`. */
  readonly name: string;
  /** Type of the authorizer where the name is one of `authorizers`. */
  readonly type?: string;
  /** The number of operations that use the authorization. */
  readonly operations: number;
}

/** A Lambda function that the module makes. */
export interface FunctionReport {
  /** Name on AWS. */
  readonly name: string;
  /** Whether the function is the shared one, which serves operations without a function of their own. */
  readonly shared: boolean;
  /** The number of operations that the function serves. */
  readonly operations: number;
  readonly memory: number | null;
  /** Timeout in seconds. */
  readonly timeout: number | null;
}

/** A function URL: it leads to all operations of its function, whatever the API asks of their callers. */
export interface FunctionUrlReport {
  /** The call of the module: `module.url`. */
  readonly address: string;
  /** File of the call, from the project's folder. */
  readonly file: string;
  /** The function or its alias, as the root writes its ARN. */
  readonly function: string;
  /** Who may call: `IAM`, or `NONE` for anyone; null where Terraform decides it. */
  readonly callers: 'IAM' | 'NONE' | null;
  /** Whether anyone may call; null where Terraform decides it. */
  readonly public: boolean | null;
  /** Whether CloudFront is in front; null where Terraform decides it. */
  readonly distribution: boolean | null;
}

/** The schedules, queues and buckets that call the app, by a function of their own. */
export interface EventsReport {
  /** Path that the app gets them on, as POST. */
  readonly path: string | null;
  readonly function: Pick<FunctionReport, 'name' | 'memory' | 'timeout'>;
  /** What calls, by the name that the root gives it. */
  readonly sources: readonly { readonly type: 'schedule' | 'queue' | 'bucket'; readonly name: string }[];
}

/** The target that answers an operation. */
export type RunsOn =
  | { readonly type: 'function'; readonly name: string; readonly shared: boolean }
  /** A Lambda function that exists already. */
  | { readonly type: 'lambda'; readonly name: string }
  | { readonly type: 'http_proxy' | 'http' | 'aws' | 'mock'; readonly name: string }
  /** No target: the name is the reason why no request gets to the operation. */
  | { readonly type: 'nothing'; readonly name: string };

/** The report on an operation. */
export interface OperationReport {
  readonly id: string;
  /** Method in upper case. */
  readonly method: string;
  readonly path: string;
  readonly tags: readonly string[];
  readonly deprecated: boolean;
  /** Path of its own route. @default null - it has none: `/{proxy+}` leads to it, or nothing does */
  readonly route: string | null;
  /**
   * The operation that the route belongs to, where the paths differ only in the slash at the end: its settings hold for
   * both. @default - the route is its own
   */
  readonly shadowedBy?: string;
  /** Authorization of the callers: `IAM`, `COGNITO`, `JWT`, `NONE`, or the name of an authorizer. */
  readonly callers: string | null;
  /** Whether anyone may call the operation; an API key tells callers apart and is no authorization. */
  readonly public: boolean | null;
  readonly scopes: readonly string[];
  readonly apiKey: boolean | null;
  readonly runsOn: RunsOn | null;
  /** The form of a streamed answer: JSON Lines or server-sent events. */
  readonly streams: 'jsonl' | 'sse' | null;
  /** Whether API Gateway passes pieces on as they come. */
  readonly streamed: boolean | null;
  /** Seconds after which API Gateway gives up. */
  readonly timeout: number | null;
  readonly undecided: Readonly<Record<string, string>>;
}

/** A limit of AWS, and what of it is used. */
export interface LimitReport {
  readonly name: string;
  /** The used part of the limit. @default - it is not known before a request */
  readonly used?: number;
  readonly limit: number;
  readonly unit: 'count' | 'bytes' | 'seconds';
  /** Whether `used` is an estimate, or Terraform may add to it. */
  readonly about: boolean;
  readonly note: string;
}
