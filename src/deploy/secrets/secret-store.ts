/** A store of AWS that a secret can be kept in. */
export type StoreName = 'ssm' | 'secrets-manager';

/** What people call a store. */
export const STORE_WORDS: Readonly<Record<StoreName, string>> = {
  ssm: 'SSM, as a SecureString',
  'secrets-manager': 'Secrets Manager',
};

/** The bytes that a store takes for a value. A parameter of SSM with more than that costs money. */
export const MOST_BYTES: Readonly<Record<StoreName, number>> = { ssm: 4096, 'secrets-manager': 65_536 };

/** A secret as AWS keeps it, without its value. */
export interface KeptSecret {
  readonly store: StoreName;
  /** Name in the store: a path. @example '/terragate/shop/staging/DATABASE_URL' */
  readonly path: string;
  readonly arn: string;
  /** Time of its last change, in ISO 8601. @default - not known */
  readonly changedAt?: string;
  /** Key of KMS that it is encrypted with. @default - not known */
  readonly key?: string;
  /** A reason for which its value cannot be replaced. @default - there is none */
  readonly fault?: string;
}

/** A store of AWS in a region of an account. */
export interface SecretStore {
  readonly name: StoreName;
  /** The secret with this path; undefined where there is none. */
  find(path: string): Promise<KeptSecret | undefined>;
  /** The secrets right below a folder, in no order. */
  below(folder: string): Promise<KeptSecret[]>;
  /**
   * Keeps a value.
   *
   * @param before the secret that is there already. @default - it is new
   * @returns the ARN by which it is read
   */
  put(
    path: string,
    value: string,
    tags: Readonly<Record<string, string>>,
    before?: KeptSecret,
  ): Promise<string>;
  /** @returns what becomes of the value, in words */
  remove(secret: KeptSecret): Promise<string>;
}
