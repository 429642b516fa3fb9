import { checkedTarget, markerEnvironment, wheelPlatforms } from '../../src/bundle/target';
import { mistake } from './support';

describe('a target', () => {
  test('of arm64 takes wheels for the C library of its runtime and older ones', () => {
    const platforms = wheelPlatforms(checkedTarget('arm64', '3.13'));
    expect(platforms[0]).toBe('manylinux_2_34_aarch64');
    expect(platforms).toContain('manylinux_2_28_aarch64');
    expect(platforms.slice(-2)).toEqual(['manylinux_2_17_aarch64', 'manylinux2014_aarch64']);
  });

  test('of Python 3.11 has an older C library', () => {
    const platforms = wheelPlatforms(checkedTarget('x86_64', '3.11'));
    expect(platforms[0]).toBe('manylinux_2_26_x86_64');
    expect(platforms).toEqual(expect.arrayContaining(['manylinux2014_x86_64', 'manylinux2010_x86_64']));
    expect(platforms.slice(-2)).toEqual(['manylinux_2_5_x86_64', 'manylinux1_x86_64']);
  });

  test('is what markers are evaluated for', () => {
    expect(markerEnvironment(checkedTarget('arm64', '3.12'))).toMatchObject({
      sys_platform: 'linux',
      platform_machine: 'aarch64',
      python_version: '3.12',
    });
  });

  test('that Lambda does not have is refused, all mistakes at once', async () => {
    const message = await mistake(() => checkedTarget('x86', '3.10'));
    expect(message).toContain('architecture: "x86" is not an architecture of Lambda\n  got:     "x86"');
    expect(message).toContain(
      'pythonVersion: "3.10" is not a Python version that a package can be built for',
    );
    expect(message).toContain('allowed: 3.11, 3.12, 3.13, 3.14');
  });
});
