import { createHmac, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import type { ControlPlane } from './control-plane';

const PASSWORD = 'A-long-passw0rd';
const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Head and claims of a token, without a signature. */
export const jwt = (head: object, claims: object) => `${part(head)}.${part(claims)}`;

/** A token of these claims with another key, which says that it has the pool's. @param ours with the key in its head */
export function resigned(token: string, claims: object, ours?: string): string {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const head = JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()) as object;
  const jwk = ours && { jwk: publicKey.export({ format: 'jwk' }) };
  return tokenOf({ ...head, ...jwk }, claims, privateKey);
}

/** A token with the signature of a key; without a signature where there is no key. */
export function tokenOf(head: object, claims: object, key?: KeyObject): string {
  const text = jwt(head, claims);
  return `${text}.${key ? sign('sha256', Buffer.from(text), key).toString('base64url') : ''}`;
}

/** A user pool of the local AWS with an app client. */
export class UserPool {
  private constructor(
    private readonly control: ControlPlane,
    readonly id: string,
    readonly arn: string,
    readonly client: string,
  ) {}

  static async make(control: ControlPlane, name: string): Promise<UserPool> {
    const call = (action: string, body: object) =>
      control.cognito(`AWSCognitoIdentityProviderService.${action}`, body, 'us-east-1');
    const { UserPool: pool } = (await call('CreateUserPool', { PoolName: name })).body;
    const made = new UserPool(control, pool.Id, pool.Arn, '');
    return new UserPool(control, pool.Id, pool.Arn, await made.addClient('pages'));
  }

  /** Adds an app client. @returns its id */
  async addClient(ClientName: string): Promise<string> {
    const ExplicitAuthFlows = ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'];
    const asked = { UserPoolId: this.id, ClientName, ExplicitAuthFlows };
    return (await this.call('CreateUserPoolClient', asked)).body.UserPoolClient.ClientId;
  }

  private call(action: string, body: object) {
    return this.control.cognito(`AWSCognitoIdentityProviderService.${action}`, body, 'us-east-1');
  }

  get issuer(): string {
    return `https://cognito-idp.us-east-1.amazonaws.com/${this.id}`;
  }

  /** Signs a user in, who is made with the first call. */
  async signIn(name: string, client = this.client): Promise<{ id: string; access: string }> {
    const login = { Username: name, UserPoolId: this.id };
    await this.call('AdminCreateUser', login);
    await this.call('AdminSetUserPassword', { ...login, Password: PASSWORD, Permanent: true });
    const AuthParameters = { USERNAME: name, PASSWORD };
    const flow = { ClientId: client, AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters };
    const { AuthenticationResult: tokens } = (await this.call('InitiateAuth', flow)).body;
    return { id: tokens.IdToken, access: tokens.AccessToken };
  }

  /** A token that takes the pool's public key for a secret: what a careless checker lets pass. */
  async signedWithPublicKey(claims: object): Promise<string> {
    const { keys } = await this.control.document(`/${this.id}/.well-known/jwks.json`);
    const pem = createPublicKey({ key: keys[0], format: 'jwk' }).export({ type: 'spki', format: 'pem' });
    const text = jwt({ alg: 'HS256', kid: keys[0].kid }, claims);
    return `${text}.${createHmac('sha256', pem).update(text).digest('base64url')}`;
  }
}
