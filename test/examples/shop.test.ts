import { Example } from './example';

describe('the example shop', () => {
  const shop = new Example('shop');

  it('has the modules that terragate synth writes for it now', () => {
    // It throws where there are changes. Then: npx terragate synth --cwd examples/shop
    expect(shop.changesOfModules()).toEqual([]);
  });

  it('knows AWS in one file alone, which only a setting has imported', () => {
    expect(shop.naming(/^ *(?:import|from) boto/m)).toEqual(['core/aws.py']);
    expect(shop.naming(/^from app\.core\.aws import/m)).toEqual([]);
    expect(shop.naming(/^ +from app\.core\.aws import/m)).toEqual(['core/tasks.py', 'db/session.py']);
  });
});
