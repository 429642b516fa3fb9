import type { AwsAccount, Identity } from '../aws-account';
import type { KeptSecret, SecretStore } from './secret-store';

/** The key of an account by which SSM encrypts where none is named: nobody pays for it, and it needs no permission. */
const KEY_OF_AWS = 'alias/aws/ssm';

type Sdk = typeof import('../aws-sdk');
type Filter = { readonly Key: string; readonly Option: string; readonly Values: string[] };

/** The parameter store of SSM. Its standard parameters are free. */
export class ParameterStore implements SecretStore {
  readonly name = 'ssm';

  constructor(
    private readonly aws: AwsAccount,
    private readonly identity: Identity,
  ) {}

  async find(path: string): Promise<KeptSecret | undefined> {
    const [found] = await this.described({ Key: 'Name', Option: 'Equals', Values: [path] });
    return found;
  }

  below(folder: string): Promise<KeptSecret[]> {
    return this.described({ Key: 'Path', Option: 'OneLevel', Values: [folder] });
  }

  put(
    path: string,
    value: string,
    tags: Readonly<Record<string, string>>,
    before?: KeptSecret,
  ): Promise<string> {
    const { key } = before ?? {};
    return this.aws.ask(async (sdk) => {
      await this.client(sdk).send(
        new sdk.PutParameterCommand({
          Name: path,
          Value: value,
          Type: 'SecureString',
          Tier: 'Standard',
          // SSM takes no tags for a parameter that is there, and the default key where none is named
          ...(before
            ? { Overwrite: true }
            : { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) }),
          ...(key === undefined || key === KEY_OF_AWS ? {} : { KeyId: key }),
        }),
      );
      return this.arnOf(path);
    });
  }

  remove({ path }: KeptSecret): Promise<string> {
    return this.aws.ask(async (sdk) => {
      await this.client(sdk).send(new sdk.DeleteParameterCommand({ Name: path }));
      return 'it is gone';
    });
  }

  private described(filter: Filter): Promise<KeptSecret[]> {
    return this.aws.ask(async (sdk) => {
      const client = this.client(sdk);
      const found: KeptSecret[] = [];
      let NextToken: string | undefined;
      do {
        const page = await client.send(
          new sdk.DescribeParametersCommand({ ParameterFilters: [filter], NextToken }),
        );
        for (const { Name: path = '', Type: type, LastModifiedDate: date, KeyId: key } of page.Parameters ??
          [])
          found.push({
            store: this.name,
            path,
            arn: this.arnOf(path),
            ...(date && { changedAt: date.toISOString() }),
            ...(key && { key }),
            ...(type === 'SecureString'
              ? {}
              : { fault: `it is a parameter of type ${type}, which is not encrypted` }),
          });
        ({ NextToken } = page);
      } while (NextToken !== undefined);
      return found;
    });
  }

  private arnOf(path: string): string {
    const { account, arn } = this.identity;
    return `arn:${arn.split(':')[1]}:ssm:${this.aws.region}:${account}:parameter${path}`;
  }

  private client({ SSMClient }: Sdk) {
    return this.aws.ending(new SSMClient(this.aws.settings));
  }
}
