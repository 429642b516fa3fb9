import packageJson from '../package.json';
import * as terragate from '../src';
import * as modules from '../src/entry/modules';
import * as synth from '../src/entry/synth';

const names = (entry: object) => Object.keys(entry).sort();

describe('the public names are these, and a change of them is a change of the package:', () => {
  test('terragate has what stacks are written with', () => {
    expect(names(terragate)).toEqual([
      'AUTHORIZER_NAMES',
      'Authorization',
      'AwsService',
      'FunctionHandle',
      'Http',
      'HttpProxy',
      'Integration',
      'IntegrationBuilder',
      'LambdaFunction',
      'Mock',
      'ModuleCall',
      'RouterApi',
      'UserError',
      'callerFolder',
      'formatProblem',
    ]);
  });

  test('terragate/modules has the modules, and what stacks of modules are written with', () => {
    expect(names(modules)).toEqual([
      'ModuleLocals',
      'ModuleMoved',
      'ModuleOutput',
      'ModuleStack',
      'ModuleVariable',
      'apiGatewayAccount',
      'as',
      'functionUrl',
      'hcl',
      'httpApi',
      'lambdaFunction',
      'restApi',
      'routerModule',
      'website',
    ]);
  });

  test('terragate/synth makes the modules of a project from its document', () => {
    expect(names(synth)).toEqual([
      'checkSynth',
      'emitHcl',
      'moduleFiles',
      'moduleTree',
      'readApi',
      'readApiFile',
      'synth',
      'writeTree',
    ]);
  });

  test('package.json has an entry for each, and no other', () => {
    const entries = ['.', './modules', './synth'];
    const forCdktn = ['./cdktn', './cdktn/modules', './cdktn/synth'];
    expect(Object.keys(packageJson.exports)).toEqual([...entries, ...forCdktn, './package.json']);
  });
});
