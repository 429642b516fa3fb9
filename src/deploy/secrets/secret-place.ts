import type { Project } from '../../project';
import { arnPlace } from '../arn';
import { AwsAccount, type Identity, whoAndWhere } from '../aws-account';
import type { AwsPlace } from '../aws-place';
import { checkStateHasPlace } from '../aws-root';
import { environmentFor, wantedRegion } from '../aws-target';
import { accountOfState } from '../environment';
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
    /** Account of the deployment's state, where its place says it. */
    private readonly stateAccount: string | undefined,
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
    const folder = secretFolder(project, place.environment);
    return new SecretPlace(aws, identity, file, folder, accountOfState(project, place.environment), stores);
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

  /** The place in lines for people: the account and region, and what of the deployment is in another one. */
  async described(): Promise<string> {
    const here = `${this.identity.account} ${this.aws.region}`;
    const others = [...this.file.entries].flatMap(([name, arn]) => {
      const place = arnPlace(arn);
      const there = place && `${place.account} ${place.region}`;
      return there === undefined || there === here ? [] : [`${name} is in ${there.replace(' ', ', ')}`];
    });
    const state =
      this.stateAccount === undefined || this.stateAccount === this.identity.account
        ? []
        : [`the state of this deployment is in account ${this.stateAccount}`];
    return [
      whoAndWhere(this.identity, [this.aws.region], await this.aws.alias()),
      ...[...state, ...others].map((line) => `  careful  ${line}`),
    ].join('\n');
  }
}
