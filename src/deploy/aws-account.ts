import { UserError } from '../errors';
import { isNamed, userErrorOf } from './aws-error';
import { profileNames, profileOf } from './aws-target';
import { liveAlias } from './rollback/live-alias';
import type { Rollback } from './rollback/marker';
import type { SigningKey } from './signature';
import { Interrupted } from './terraform';

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
  /** Version that answers the calls of the API. @default - it has no alias: its newest code answers */
  readonly version?: string;
  /** Shares of the calls that other versions get, by their numbers: those of a canary. @default - all are the version's */
  readonly shares?: Readonly<Record<string, number>>;
  /** The rollback by which that version answers. @default - none */
  readonly rollback?: Rollback;
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
/** The parts of a list that AWS is asked about at the same time, one part after the other. */
export function inBatches<T>(all: readonly T[]): T[][] {
  const count = Math.ceil(all.length / AT_ONCE);
  return Array.from({ length: count }, (_, i) => all.slice(i * AT_ONCE, (i + 1) * AT_ONCE));
}

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
  /**
   * @param env variables that say which credentials: those of Terraform's process
   * @param signal ends what is being asked. @default - nothing does
   */
  constructor(
    readonly region: string,
    private readonly env: NodeJS.ProcessEnv,
    private readonly signal?: AbortSignal,
  ) {}

  /** Whose credentials they are. @throws UserError without credentials, or with some that AWS does not take */
  identity(): Promise<Identity> {
    return this.ask(async ({ STSClient, GetCallerIdentityCommand }) => {
      const client = this.ending(new STSClient(this.settings));
      const { Account = '', Arn = '' } = await client.send(new GetCallerIdentityCommand({}));
      return { account: Account, arn: Arn };
    });
  }

  /**
   * The name that the account has for people; undefined without one, and where these credentials may not ask.
   *
   * @param until gives the question up: a request that goes on would keep the process. @default - after 3 seconds
   */
  async alias(until = AbortSignal.timeout(PATIENCE)): Promise<string | undefined> {
    const signal = this.signal ? AbortSignal.any([this.signal, until]) : until;
    const asker = new AwsAccount(this.region, this.env, signal);
    return asker
      .ask(async ({ IAMClient, ListAccountAliasesCommand }) => {
        const client = asker.ending(new IAMClient({ ...asker.settings, maxAttempts: 1 }));
        return (await client.send(new ListAccountAliasesCommand({}))).AccountAliases?.[0];
      })
      .catch(() => undefined);
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
  functions(all: readonly { readonly name: string; readonly alias?: string }[]): Promise<FunctionState[]> {
    return this.ask(async (sdk) => {
      const { LambdaClient, GetFunctionConfigurationCommand } = sdk;
      const client = this.ending(new LambdaClient(this.settings));
      const stateOf = async ({ name, alias }: (typeof all)[number]): Promise<FunctionState> => {
        try {
          const {
            State: state = 'Active',
            LastModified: lastModified,
            LastUpdateStatus: lastUpdate,
            StateReason,
            LastUpdateStatusReason,
          } = await client.send(new GetFunctionConfigurationCommand({ FunctionName: name }));
          const reason = StateReason ?? LastUpdateStatusReason;
          const live =
            alias === undefined ? undefined : await liveAlias(client, sdk, { name, alias }).catch(noAlias);
          return {
            name,
            state,
            ...(lastModified && { lastModified }),
            ...(lastUpdate && { lastUpdate }),
            ...(reason && { reason }),
            ...(live && { version: live.version }),
            ...(live && Object.keys(live.shares).length && { shares: live.shares }),
            ...(live?.rollback && { rollback: live.rollback }),
          };
        } catch (error) {
          if (isNamed(error, 'ResourceNotFoundException')) return { name, state: 'missing' };
          throw error;
        }
      };
      const states: FunctionState[] = [];
      for (const some of inBatches(all)) states.push(...(await Promise.all(some.map(stateOf))));
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
      const client = this.ending(new CloudWatchLogsClient(this.settings));
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
    const profile = profileOf(this.env);
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
          ? { profile, credentials: this.credentialsOf(profile) }
          : {}),
    };
  }

  /**
   * A client of the SDK whose requests end with the signal of this account: what is still asked for would keep the
   * process.
   */
  ending<C extends { send(command: never, options?: { abortSignal?: AbortSignal }): unknown }>(client: C): C {
    const { signal } = this;
    if (signal === undefined) return client;
    const send = client.send.bind(client);
    client.send = (command, options) => send(command, { abortSignal: signal, ...options });
    return client;
  }

  /**
   * Asks AWS by its SDK.
   *
   * @throws UserError with a sentence for what AWS refuses
   * @throws Interrupted once the signal of this account asks to end
   */
  async ask<T>(question: (sdk: typeof import('./aws-sdk')) => Promise<T>): Promise<T> {
    // The SDK that is inside is made for the versions of Node that Terragate runs on
    process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
    const { signal } = this;
    let abort = () => {};
    // Not all of the SDK ends by a signal: looking for credentials does not
    const aborted = new Promise<never>((_, reject) => {
      abort = () => reject(new Interrupted());
    });
    aborted.catch(() => {});
    signal?.addEventListener('abort', abort);
    try {
      if (signal?.aborted) throw new Interrupted();
      return await Promise.race([import('./aws-sdk').then(question), aborted]);
    } catch (error) {
      throw signal?.aborted ? new Interrupted() : userErrorOf(error, this.region);
    } finally {
      signal?.removeEventListener('abort', abort);
    }
  }

  /**
   * The credentials of a profile, and no others: the SDK's own search would go on to those of the machine for a profile
   * that has none.
   */
  private credentialsOf(profile: string) {
    return async (asked?: object) => {
      const known = profileNames(this.env);
      if (!known.includes(profile)) throw noSuchProfile(profile, known);
      const { fromIni } = await import('./aws-sdk');
      return fromIni({ profile, logger: SILENT, clientConfig: { region: this.region } })(asked);
    };
  }
}

/** An account for people. @param alias its own name */
export function accountInWords(account: string, alias?: string): string {
  return `account ${account}${alias ? ` (${alias})` : ''}`;
}

/** Who does something on AWS, and where, in a line for people. */
export function whoAndWhere(
  { account, arn }: Identity,
  regions: readonly string[],
  alias: string | undefined,
): string {
  return `${accountInWords(account, alias)}, region ${regions.join(', ')}, as ${arn}`;
}

/** Somebody has removed the alias by hand: the function is there still. */
function noAlias(error: unknown): undefined {
  if (!isNamed(error, 'ResourceNotFoundException')) throw error;
}

function noSuchProfile(profile: string, known: readonly string[]): UserError {
  return new UserError([
    {
      where: '--profile, AWS_PROFILE',
      what: `the AWS CLI has no profile ${profile}`,
      got: profile,
      ...(known.length ? { allowed: known } : {}),
      fix: 'correct the name, or make the profile: aws configure sso',
    },
  ]);
}
