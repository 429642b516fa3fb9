import { checkSizes, MOST_UNPACKED, MOST_ZIPPED } from '../../src/bundle/limits';
import { mistake } from './support';

const MB = 1024 * 1024;
const part = (name: string, megabytes: number) => ({ name, bytes: megabytes * MB });

describe('the size of a package', () => {
  test('may be as much as Lambda takes', () => {
    checkSizes('lambda.zip', [{ name: 'a', bytes: MOST_UNPACKED }], MOST_ZIPPED, 'direct');
    checkSizes('lambda.zip', [part('a', 100)], MOST_ZIPPED + 1, 's3');
  });

  test('is refused over 250 MB unpacked, with the largest packages by name', async () => {
    const parts = [
      part('small', 1),
      part('torch', 200),
      part('numpy', 40),
      part('a', 3),
      part('b', 4),
      part('c', 5),
    ];
    const message = await mistake(() => checkSizes('lambda.zip', parts, undefined, 's3'));
    expect(message).toBe(
      [
        'lambda.zip: 253.0 MB unpacked, and Lambda takes 250.0 MB with layers. Largest: torch 200.0 MB, numpy 40.0 MB, c 5.0 MB, b 4.0 MB, a 3.0 MB',
        '  fix:     remove dependencies that the function does not need, or use a container image',
      ].join('\n'),
    );
  });

  test('is refused over 50 MB zipped when it is uploaded directly', async () => {
    const message = await mistake(() =>
      checkSizes('lambda.zip', [part('numpy', 90)], MOST_ZIPPED + 1, 'direct'),
    );
    expect(message).toContain(
      'lambda.zip: 50.0 MB zipped, and a direct upload takes 50.0 MB. Largest, unpacked: numpy 90.0 MB',
    );
    expect(message).toContain('upload it by way of S3');
  });
});
