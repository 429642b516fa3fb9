import { randomBytes } from 'node:crypto';

/** Header that carries an instance's secret in requests without a signature. */
export const SECRET_HEADER = 'x-terragate-secret';

/** The credentials of a local AWS, which only its starter knows. */
export interface LocalCredentials {
  /** Value of AWS_ACCESS_KEY_ID. */
  readonly accessKeyId: string;
  /** Value of AWS_SECRET_ACCESS_KEY, and of the header `SECRET_HEADER`. */
  readonly secretAccessKey: string;
}

/** New credentials. The key names no account: LocalStack takes it for one of 000000000000. */
export function newCredentials(): LocalCredentials {
  return {
    accessKeyId: `TERRAGATE${randomBytes(8).toString('hex').toUpperCase()}`,
    secretAccessKey: randomBytes(32).toString('base64url'),
  };
}

/**
 * Variables by which AWS's SDKs, its CLI and Terraform speak to an endpoint with these credentials.
 *
 * @param region @default 'us-east-1'
 */
export function sdkEnvironment(
  endpoint: string,
  { accessKeyId, secretAccessKey }: LocalCredentials,
  region = 'us-east-1',
): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
  };
}
