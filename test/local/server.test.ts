import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { startLocalAws } from '../../src/local/server';

describe('startLocalAws', () => {
  test('names the port that another program has taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    await expect(startLocalAws({ port })).rejects.toThrow(
      `port ${port} is taken by another program\n  got:     ${port}`,
    );
    other.close();
  });

  test('names the adapter that is not there before it installs anything', async () => {
    await expect(startLocalAws({ adapter: '/no/adapter' })).rejects.toThrow(
      'adapter: the adapter does not exist',
    );
  });

  test('refuses an invalid number of environments', async () => {
    for (const value of ['0', 'ten', '1.5', '-3']) {
      const env = { TERRAGATE_LOCAL_ENVIRONMENTS: value };
      await expect(startLocalAws({ env })).rejects.toThrow(
        `the number of execution environments that run at a time cannot be read\n  got:     "${value}"`,
      );
    }
  });
});
