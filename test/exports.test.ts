import * as terragate from '../src';

test('the public names are these, and a change of them is a change of the package', () => {
  expect(Object.keys(terragate).sort()).toEqual([
    'ModuleLocals',
    'ModuleMoved',
    'ModuleOutput',
    'ModuleStack',
    'ModuleVariable',
    'UserError',
    'apiGatewayAccount',
    'as',
    'checkSynth',
    'emitHcl',
    'formatProblem',
    'hcl',
    'httpApi',
    'moduleFiles',
    'nearest',
    'readApi',
    'readApiFile',
    'restApi',
    'routerModule',
    'synth',
    'writeTree',
  ]);
});
