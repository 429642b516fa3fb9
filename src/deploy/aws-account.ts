import { setTimeout as sleep } from 'node:timers/promises';
import { isNamed, userErrorOf } from './aws-error';
import type { SigningKey } from './signature';

/** The owner of credentials. */
export interface Identity {
  readonly account: string;
  readonly arn: string;
}

/** The state of a function, as Lambda tells it. */
export interface FunctionState {
  readonly name: string;
  /** `Active`, `Pending`, `Inactive`, `Failed`; `missing` where Lambda has no such function. */
  readonly state: string;
  /** Time of its last change. @default - not known */
  readonly lastModified?: string;
  /** What became of the last change: `Successful`, `InProgress`, `Failed`. @default - not known */
  readonly lastUpdate?: string;
  /** What is wrong with it, in Lambda's words. @default - nothing is */
  readonly reason?: string;
}

/** A line of a log. */
export interface LogEvent {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly time: number;
  /** Name of the log stream that it came by. */
  readonly stream: string;
  readonly text: string;
}

/** Calls of one command to AWS at the same time: Lambda takes 15 a second. */
const AT_ONCE = 5;
/** Tries of a call that AWS puts off. */
const TRIES = 6;
/** Milliseconds that a question may take whose answer is not needed. */
const PATIENCE = 3000;

/** A logger for the SDK, which warns on the terminal otherwise: of a profile beside keys of the environment, for one. */
const SILENT = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/**
 * AWS for one region, with the credentials that Terraform's provider would take: keys of the environment, else the
 * profile, by IAM Identity Center, by a process or by a role, else those of the machine.
 *
 * @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs#authentication-and-configuration
 */
export class AwsAccount {
  /** @param env variables that say which credentials: those of Terraform's process */
  constructor(
    readonly region: string,
    private readonly env: NodeJS.ProcessEnv,
  ) {}

  /** Whose credentials they are. @throws UserError without credentials, or with some that AWS does not take */
  identity(): Promise<Identity> {
    return this.ask(async ({ STSClient, GetCallerIdentityCommand }) => {
      const client = new STSClient(this.settings);
      const { Account = '', Arn = '' } = await client.send(new GetCallerIdentityCommand({}));
      return { account: Account, arn: Arn };
    });
  }

  /** The name that the account has for people; undefined without one, and where these credentials may not ask. */
  async alias(): Promise<string | undefined> {
    const asked = this.ask(async ({ IAMClient, ListAccountAliasesCommand }) => {
      const client = new IAMClient({ ...this.settings, maxAttempts: 1 });
      return (await client.send(new ListAccountAliasesCommand({}))).AccountAliases?.[0];
    });
    const late = new AbortController();
    const over = sleep(PATIENCE, undefined, { signal: late.signal }).catch(() => undefined);
    try {
      return await Promise.race([asked.catch(() => undefined), over]);
    } finally {
      late.abort();
    }
  }

  /** The key by which requests to an API of the region are signed. */
  signingKey(): Promise<SigningKey> {
    return this.ask(async ({ STSClient }) => {
      const { accessKeyId, secretAccessKey, sessionToken } = await new STSClient(
        this.settings,
      ).config.credentials();
      return { accessKeyId, secretAccessKey, sessionToken, region: this.region };
    });
  }

  /** The states of functions, in their order. */
  functions(names: readonly string[]): Promise<FunctionState[]> {
    return this.ask(async ({ LambdaClient, GetFunctionConfigurationCommand }) => {
      const client = new LambdaClient(this.settings);
      const stateOf = async (name: string): Promise<FunctionState> => {
        try {
          const {
            State: state = 'Active',
            LastModified: lastModified,
            LastUpdateStatus: lastUpdate,
            StateReason,
            LastUpdateStatusReason,
          } = await client.send(new GetFunctionConfigurationCommand({ FunctionName: name }));
          const reason = StateReason ?? LastUpdateStatusReason;
          return {
            name,
            state,
            ...(lastModified && { lastModified }),
            ...(lastUpdate && { lastUpdate }),
            ...(reason && { reason }),
          };
        } catch (error) {
          if (isNamed(error, 'ResourceNotFoundException')) return { name, state: 'missing' };
          throw error;
        }
      };
      const states: FunctionState[] = [];
      for (let at = 0; at < names.length; at += AT_ONCE)
        states.push(...(await Promise.all(names.slice(at, at + AT_ONCE).map(stateOf))));
      return states;
    });
  }

  /**
   * What came into a log group since a time, in its order.
   *
   * @param since milliseconds since 1970
   * @returns undefined where there is no such group
   */
  events(group: string, since: number): Promise<LogEvent[] | undefined> {
    return this.ask(async ({ CloudWatchLogsClient, FilterLogEventsCommand }) => {
      const client = new CloudWatchLogsClient(this.settings);
      const found: LogEvent[] = [];
      let nextToken: string | undefined;
      try {
        do {
          const page = await client.send(
            new FilterLogEventsCommand({ logGroupName: group, startTime: since, nextToken }),
          );
          for (const { eventId = '', timestamp = since, message = '', logStreamName = '' } of page.events ??
            [])
            found.push({ id: eventId, time: timestamp, stream: logStreamName, text: message.trimEnd() });
          ({ nextToken } = page);
        } while (nextToken !== undefined);
      } catch (error) {
        if (isNamed(error, 'ResourceNotFoundException')) return undefined;
        throw error;
      }
      return found;
    });
  }

  /** Whether another endpoint stands for AWS: names of buckets are in its paths then, as they are no names of hosts. */
  get isEmulated(): boolean {
    return Boolean(this.env.AWS_ENDPOINT_URL_S3 || this.env.AWS_ENDPOINT_URL);
  }

  /** Settings of all clients. */
  get settings() {
    const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = this.env;
    const profile = this.env.AWS_PROFILE || this.env.AWS_DEFAULT_PROFILE;
    return {
      region: this.region,
      maxAttempts: TRIES,
      logger: SILENT,
      // Keys of the environment come before a profile with Terraform's provider, and after it with the SDK
      ...(AWS_ACCESS_KEY_ID && AWS_SECRET_ACCESS_KEY
        ? {
            credentials: {
              accessKeyId: AWS_ACCESS_KEY_ID,
              secretAccessKey: AWS_SECRET_ACCESS_KEY,
              ...(AWS_SESSION_TOKEN ? { sessionToken: AWS_SESSION_TOKEN } : {}),
            },
          }
        : profile
          ? { profile }
          : {}),
    };
  }

  /** Asks AWS by its SDK. @throws UserError with a sentence for what AWS refuses */
  async ask<T>(question: (sdk: typeof import('./aws-sdk')) => Promise<T>): Promise<T> {
    // The SDK that is inside is made for the versions of Node that Terragate runs on
    process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
    try {
      return await question(await import('./aws-sdk'));
    } catch (error) {
      throw userErrorOf(error, this.region);
    }
  }
}
