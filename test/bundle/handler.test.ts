import { checkHandler } from '../../src/bundle/handler';
import { UserError } from '../../src/errors';

describe('the handler of a package', () => {
  const files = [
    { name: 'run.sh' },
    { name: 'src/shop/main.py' },
    { name: 'src/shop/__init__.py' },
    { name: 'one.py' },
  ];
  const check = (handler: string, pythonPath?: string) => () =>
    checkHandler('/shop', handler, files, pythonPath);

  test.each([
    ['run.sh', '.'],
    ['src.shop.main.handler', '.'],
    ['shop.main.handler', 'src'],
    ['shop.handler', 'src'],
    ['one.handler', 'src'],
  ])('%s is there where modules are imported from %s', (handler, pythonPath) => {
    expect(check(handler, pythonPath)).not.toThrow();
  });

  test.each([
    ['shop.main.handler', '.'],
    ['main.handler', 'src'],
    ['start.sh', 'src'],
  ])('%s is not there where modules are imported from %s', (handler, pythonPath) => {
    expect(check(handler, pythonPath)).toThrow(UserError);
  });
});
