import { App } from 'cdktf';

/**
 * The app that `cdktf deploy` deploys.
 *
 * @example deployedApp().synth()
 */
export function deployedApp(): App {
  // Late: the stack is written with the class beside the module, which synth has to write first.
  const { MyApiStack } = require('./my-api-stack') as typeof import('./my-api-stack');
  const app = new App();
  new MyApiStack(app, 'my-api');
  return app;
}
