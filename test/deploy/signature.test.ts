import { signature } from '../../src/deploy/signature';

const key = { accessKeyId: 'AKID', secretAccessKey: 'secret', region: 'eu-west-1' };
const sign = async (service: 'execute-api' | 'lambda') =>
  (await signature({ method: 'GET', path: '/items' }, service, ['Host', 'api.example'], undefined, key)).join(
    ' ',
  );

test('a signature is for the service of its address, API Gateway or Lambda, and no other', async () => {
  const [api, url] = [await sign('execute-api'), await sign('lambda')];
  expect(api).toMatch(/Credential=AKID\/\d{8}\/eu-west-1\/execute-api\/aws4_request/);
  expect(url).toMatch(/Credential=AKID\/\d{8}\/eu-west-1\/lambda\/aws4_request/);
});
