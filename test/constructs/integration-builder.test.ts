import { Authorization, HttpProxy, Mock } from '../../src';
import type { TerraformStack } from '../../src/framework';
import { MyApi } from '../types/bindings/my-api/my-api';
import { MyHttpApi } from '../types/bindings/my-http-api/my-http-api';
import { inputs, refused } from './synthesized';

const isolated = (stack: TerraformStack) => MyApi.defaultIntegrations(stack);

describe('a builder', () => {
  test('never changes', () => {
    const written = inputs((stack) => {
      const base = isolated(stack);
      base.withDefaultOptions({ memorySize: 128 });
      base.withOperationOptions({ sayHello: { memorySize: 128 } });
      base.withOverrides({ sayHello: { integration: Mock.response() } });
      new MyApi(stack, 'MyApi', { integrations: base.build() });
    });
    expect(written).toEqual({ integration_pattern: 'isolated' });
  });

  test.each([
    ['shared', 'shared'],
    ['isolated', 'isolated'],
    [undefined, 'isolated'],
  ] as [string | undefined, string][])('takes the pattern %s from configuration', (pattern, expected) => {
    const written = inputs((stack) => {
      const built = MyApi.defaultIntegrations(stack, { pattern })
        .withOverrides({ getFile: { integration: Mock.response() } })
        .build();
      const { integrations } = new MyApi(stack, 'MyApi', { integrations: built });
      integrations.$router?.handler.addEnvironment('SHARED', 'true');
      integrations.sayHello?.handler.addEnvironment('SHARED', 'false');
    });
    const shared = expected === 'shared';
    expect(written).toEqual({
      integration_pattern: expected,
      operations: {
        get_file: { integration: { type: 'mock' } },
        ...(shared ? {} : { say_hello: { env: { SHARED: 'false' } } }),
      },
      ...(shared ? { env: { SHARED: 'true' } } : {}),
    });
  });

  test('makes integrations for one API', () => {
    const message = refused((stack) => {
      const integrations = isolated(stack).build();
      new MyApi(stack, 'A', { integrations });
      new MyApi(stack, 'B', { integrations });
    });
    expect(message).toMatch(
      /^stack\/B: the integrations belong to stack\/A already\n {2}fix: {5}call build\(\) again/,
    );
  });
});

// As those who write no types call it.
type Untyped = Record<
  'withOperationOptions' | 'withOverrides' | 'withDefaultOptions',
  (given: unknown) => Untyped
> & {
  build(): never;
};
const untyped = (stack: TerraformStack, pattern = 'isolated') =>
  MyApi.defaultIntegrations(stack, { pattern } as { pattern: 'isolated' }) as unknown as Untyped;

describe('the builder without types reports a mistake', () => {
  const override = { integration: Mock.response() };

  test.each<[string, (stack: TerraformStack) => unknown, RegExp]>([
    [
      'an unknown operation',
      (s) => untyped(s).withOverrides({ sayHelo: override }),
      /got: +"sayHelo"\n +allowed: sayHello, .*did you mean "sayHello"/,
    ],
    [
      'an unknown operation in the options',
      (s) => untyped(s).withOperationOptions({ say_hello: {} }),
      /did you mean "sayHello"/,
    ],
    [
      'an override and then options',
      (s) => untyped(s).withOverrides({ getFile: override }).withOperationOptions({ getFile: {} }),
      /getFile has an override/,
    ],
    [
      'options and then an override',
      (s) => untyped(s).withOperationOptions({ getFile: {} }).withOverrides({ getFile: override }),
      /getFile has options/,
    ],
    [
      'two overrides',
      (s) => untyped(s).withOverrides({ getFile: override }).withOverrides({ getFile: override }),
      /getFile is overridden already/,
    ],
    [
      '$router in the isolated pattern',
      (s) => untyped(s).withOperationOptions({ $router: {} }),
      /the app has no operation \$router/,
    ],
    ['an unknown pattern', (s) => untyped(s, 'share'), /did you mean "shared"/],
    [
      'an unknown option',
      (s) =>
        new MyApi(s, 'A', {
          integrations: untyped(s)
            .withOperationOptions({ getFile: { memory: 1 } })
            .build(),
        }),
      /A: getFile: .*\n +got: +"memory"/,
    ],
    [
      'an unknown default',
      (s) => new MyApi(s, 'A', { integrations: untyped(s).withDefaultOptions({ authorization: 1 }).build() }),
      /got: +"authorization"/,
    ],
    [
      'an unknown input',
      (s) => new MyApi(s, 'A', { ...{ memorySiz: 1 }, integrations: isolated(s).build() }),
      /got: +"memorySiz".*\n.*did you mean "memorySize"/,
    ],
    [
      'an operation without an integration',
      (s) => new MyApi(s, 'A', { integrations: { sayHello: override } as never }),
      /without an integration: getDocumentation, getFile, getReport/,
    ],
    [
      'an integration for the other kind of API',
      (s) =>
        new MyHttpApi(s, 'A', {
          integrations: MyHttpApi.defaultIntegrations(s)
            .withOverrides({ sayHello: override as never } as never)
            .build() as never,
        }),
      /A: sayHello: the integration is not for an HTTP API/,
    ],
    [
      'an override without an integration',
      (s) => new MyApi(s, 'A', { integrations: untyped(s).withOverrides({ sayHello: {} }).build() }),
      /A: sayHello: the integration is missing/,
    ],
    [
      'an authorization for the other kind',
      (s) =>
        new MyApi(s, 'A', {
          integrations: untyped(s)
            .withOperationOptions({ sayHello: { authorization: Authorization.jwt() } })
            .build(),
        }),
      /A: sayHello: the authorization is not for a REST API/,
    ],
    [
      'an integration without an address',
      () => HttpProxy.to(undefined as never),
      /HttpProxy.to: the address is missing/,
    ],
  ])('of %s', (_, build, message) => {
    expect(refused((stack) => void build(stack))).toMatch(message);
  });

  test('of each name at once', () => {
    const message = refused(
      (s) => void untyped(s).withOverrides({ a: override, b: override, sayHello: override }),
    );
    expect(message.match(/the app has no operation [ab]\b/g)).toHaveLength(2);
  });
});
