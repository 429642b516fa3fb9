import type { Project } from '../../project';
import { AwsAccount, type Identity, whoAndWhere } from '../aws-account';
import type { AwsPlace } from '../aws-place';
import { checkStateHasPlace } from '../aws-root';
import { environmentFor, wantedRegion } from '../aws-target';
import { ParameterStore } from './parameter-store';
import { secretFolder } from './secret-name';
import type { KeptSecret, SecretStore } from './secret-store';
import { SecretsFile } from './secrets-file';
import { SecretsManager } from './secrets-manager';

/** Where the secrets of a deployment are: an account, a region, and the file that names them. */
export class SecretPlace {
  private constructor(
    readonly aws: AwsAccount,
    readonly identity: Identity,
    readonly file: SecretsFile,
    private readonly folder: string,
    /** The stores, in which a secret is looked for in this order. */
    readonly stores: readonly [SecretStore, SecretStore],
  ) {}

  /**
   * @throws UserError when the project has no such environment, no region is set, or AWS does not take the credentials
   */
  static async of(project: Project, place: AwsPlace, signal: AbortSignal): Promise<SecretPlace> {
    if (place.environment === undefined) checkStateHasPlace(project, place);
    const file = new SecretsFile(project, place.environment);
    const env = environmentFor(place);
    const aws = new AwsAccount(wantedRegion(place.region ?? file.region, env, 'a secret'), env, signal);
    const identity = await aws.identity();
    const stores = [new ParameterStore(aws, identity), new SecretsManager(aws)] as const;
    return new SecretPlace(aws, identity, file, secretFolder(project, place.environment), stores);
  }

  pathOf(name: string): string {
    return `${this.folder}/${name}`;
  }

  /** The secrets of the deployment with this name, in whichever store. */
  async find(name: string): Promise<KeptSecret[]> {
    const found = await Promise.all(this.stores.map((store) => store.find(this.pathOf(name))));
    return found.filter((one) => one !== undefined);
  }

  /** All secrets of the deployment. */
  async all(): Promise<KeptSecret[]> {
    const found = await Promise.all(this.stores.map((store) => store.below(this.folder)));
    return found.flat();
  }

  /** The place in a line for people. */
  async described(): Promise<string> {
    return whoAndWhere(this.identity, [this.aws.region], await this.aws.alias());
  }
}
