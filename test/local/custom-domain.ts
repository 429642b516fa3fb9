import type { LocalAws } from '../../src/local/server';
import { send } from '../support/raw-http';
import type { ControlPlane } from './control-plane';
import { byAws4fetch, type Key } from './signers';

/** A custom domain of the local AWS, made for one kind of API, that leads to a stage by the base path `orders`. */
export class CustomDomain {
  private constructor(
    private readonly aws: LocalAws,
    private readonly control: ControlPlane,
    private readonly name: string,
  ) {}

  static async make(aws: LocalAws, control: ControlPlane, name: string, kind: 'rest' | 'http') {
    const certificate = 'arn:aws:acm:us-east-1:000000000000:certificate/c';
    if (kind === 'rest')
      await control.gateway('/domainnames', {
        domainName: name,
        regionalCertificateArn: certificate,
        endpointConfiguration: { types: ['REGIONAL'] },
      });
    else
      await control.gateway('/v2/domainnames', {
        domainName: name,
        domainNameConfigurations: [{ certificateArn: certificate, endpointType: 'REGIONAL' }],
      });
    return new CustomDomain(aws, control, name);
  }

  /** Maps the base path to a stage. @throws where API Gateway refuses it, with its status and text */
  map(kind: 'rest' | 'http', apiId: string, stage: string): Promise<unknown> {
    return kind === 'rest'
      ? this.control.gateway(`/domainnames/${this.name}/basepathmappings`, {
          restApiId: apiId,
          basePath: 'orders',
          stage,
        })
      : this.control.gateway(`/v2/domainnames/${this.name}/apimappings`, {
          apiId,
          apiMappingKey: 'orders',
          stage,
        });
  }

  /** The status and body of the answer to a signed request. @param signed its path, where the signature is for another one */
  async get(path: string, key: Key, signed = path) {
    const host = `${this.name}.localhost:8400`;
    const [one] = await byAws4fetch([{ ...key, method: 'GET', url: `http://${host}${signed}` }]);
    const answer = await send(this.aws.url, {
      path: `/_aws/domains/${this.name}${path}`,
      headers: ['Host', host, ...Object.entries({ ...this.aws.headers, ...one?.headers }).flat()],
    });
    return { status: answer.status, body: answer.json() };
  }
}
