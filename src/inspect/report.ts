import type { ApiKind } from '../api-kind';

/** The APIs of a project, as far as its files say. */
export interface Inspection {
  readonly project: string;
  /** The app's OpenAPI document, from the project's folder. */
  readonly openapi: string;
  readonly title: string;
  readonly version: string;
  /** One for each call of a router module, and for each router module that nothing calls. */
  readonly apis: readonly ApiReport[];
  /** Notes on the project as a whole. */
  readonly notes: readonly string[];
}

/**
 * One API. What only Terraform can work out is null, and `undecided` has its expression by the name of the input.
 */
export interface ApiReport {
  /** Name on AWS; a template of Terraform where it is none but that. */
  readonly name: string;
  readonly kind: ApiKind;
  /** Folder of the module, from the project's folder. */
  readonly module: string;
  /** Where the Terraform root calls it. @default - nowhere: what follows is what the module has by itself */
  readonly call?: { readonly address: string; readonly file: string; readonly repeated?: string };
  readonly stage: string | null;
  readonly integrationPattern: 'isolated' | 'shared' | null;
  /** `proxy`: `/` and `/{proxy+}` lead to the shared function. */
  readonly routes: 'proxy' | 'operations' | null;
  readonly auth: string | null;
  readonly authorizers: readonly AuthorizerReport[];
  readonly functions: readonly FunctionReport[];
  readonly operations: readonly OperationReport[];
  /** The authorization of the catch-all. @default - there is no catch-all */
  readonly everythingElse?: { readonly callers: string | null; readonly public: boolean | null };
  readonly limits: readonly LimitReport[];
  readonly undecided: Readonly<Record<string, string>>;
  readonly notes: readonly string[];
}

/** A way in which callers are known that an operation uses. */
export interface AuthorizerReport {
  /** `IAM`, `COGNITO`, `JWT`, `NONE`, or the name of one of `authorizers`. */
  readonly name: string;
  /** Its type where the name is one of `authorizers`. */
  readonly type?: string;
  /** The number of operations that use it. */
  readonly operations: number;
}

/** A Lambda function that the module makes. */
export interface FunctionReport {
  /** Name on AWS. */
  readonly name: string;
  /** Whether it is the shared one, which serves what has no function of its own. */
  readonly shared: boolean;
  /** The number of operations that it serves. */
  readonly operations: number;
  readonly memory: number | null;
  /** Seconds. */
  readonly timeout: number | null;
}

/** The target that answers an operation. */
export type RunsOn =
  | { readonly type: 'function'; readonly name: string; readonly shared: boolean }
  /** A Lambda function that exists already. */
  | { readonly type: 'lambda'; readonly name: string }
  | { readonly type: 'http_proxy' | 'http' | 'aws' | 'mock'; readonly name: string }
  /** There is no way to it, with the reason. */
  | { readonly type: 'nothing'; readonly name: string };

/** One operation. */
export interface OperationReport {
  readonly id: string;
  /** In upper case. */
  readonly method: string;
  readonly path: string;
  readonly tags: readonly string[];
  readonly deprecated: boolean;
  /** Path of its own route. @default null - it has none: `/{proxy+}` leads to it, or nothing does */
  readonly route: string | null;
  /** `IAM`, `COGNITO`, `JWT`, `NONE`, or the name of an authorizer. */
  readonly callers: string | null;
  /** Whether anyone may call it; an API key tells callers apart and is no authorization. */
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
  /** @default - it is not known before a request */
  readonly used?: number;
  readonly limit: number;
  readonly unit: 'count' | 'bytes' | 'seconds';
  /** `used` is an estimate, or more may come by what Terraform decides. */
  readonly about: boolean;
  readonly note: string;
}
