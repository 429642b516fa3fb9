import type { AwsAccount } from '../aws-account';
import { isNamed } from '../aws-error';
import type { KeptSecret, SecretStore } from './secret-store';

type Sdk = typeof import('../aws-sdk');

/** Secrets Manager: a secret costs money each month, may be longer, and can have its value rotated. */
export class SecretsManager implements SecretStore {
  readonly name = 'secrets-manager';

  constructor(private readonly aws: AwsAccount) {}

  async find(path: string): Promise<KeptSecret | undefined> {
    const found = await this.described(path);
    return found?.isDeleted ? undefined : found?.secret;
  }

  below(folder: string): Promise<KeptSecret[]> {
    return this.aws.ask(async (sdk) => {
      const client = this.client(sdk);
      const found: KeptSecret[] = [];
      let NextToken: string | undefined;
      do {
        const page = await client.send(
          new sdk.ListSecretsCommand({ Filters: [{ Key: 'name', Values: [`${folder}/`] }], NextToken }),
        );
        for (const { Name: path = '', ARN = '', LastChangedDate } of page.SecretList ?? [])
          if (path.startsWith(`${folder}/`) && !path.slice(folder.length + 1).includes('/'))
            found.push(this.kept(path, ARN, LastChangedDate));
        ({ NextToken } = page);
      } while (NextToken !== undefined);
      return found;
    });
  }

  async put(path: string, value: string, tags: Readonly<Record<string, string>>): Promise<string> {
    const there = await this.described(path);
    return this.aws.ask(async (sdk) => {
      const client = this.client(sdk);
      if (there) {
        const SecretId = there.secret.arn;
        if (there.isDeleted) await client.send(new sdk.RestoreSecretCommand({ SecretId }));
        await client.send(new sdk.PutSecretValueCommand({ SecretId, SecretString: value }));
        return SecretId;
      }
      const { ARN = '' } = await client.send(
        new sdk.CreateSecretCommand({
          Name: path,
          SecretString: value,
          Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
        }),
      );
      return ARN;
    });
  }

  remove({ arn }: KeptSecret): Promise<string> {
    return this.aws.ask(async (sdk) => {
      const { DeletionDate } = await this.client(sdk).send(new sdk.DeleteSecretCommand({ SecretId: arn }));
      return `Secrets Manager deletes it on ${DeletionDate?.toISOString().slice(0, 10)}; until then aws secretsmanager restore-secret brings it back`;
    });
  }

  /** The secret with this path, also while it waits for its deletion. */
  private described(
    path: string,
  ): Promise<{ readonly secret: KeptSecret; readonly isDeleted: boolean } | undefined> {
    return this.aws.ask(async (sdk) => {
      try {
        const {
          ARN = '',
          LastChangedDate,
          DeletedDate,
        } = await this.client(sdk).send(new sdk.DescribeSecretCommand({ SecretId: path }));
        return { secret: this.kept(path, ARN, LastChangedDate), isDeleted: DeletedDate !== undefined };
      } catch (error) {
        if (isNamed(error, 'ResourceNotFoundException')) return undefined;
        throw error;
      }
    });
  }

  private kept(path: string, arn: string, changed: Date | undefined): KeptSecret {
    return { store: this.name, path, arn, ...(changed && { changedAt: changed.toISOString() }) };
  }

  private client({ SecretsManagerClient }: Sdk) {
    return this.aws.ending(new SecretsManagerClient(this.aws.settings));
  }
}
