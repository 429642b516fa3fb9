import { join, relative } from 'node:path';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import {
  App,
  type Construct,
  TerraformHclModule,
  TerraformOutput,
  TerraformStack,
} from '../../src/framework';

/** What the example stack is given. */
export interface MyApiStackProps {
  /** The folder that holds the emitted modules. */
  readonly modulesDir: string;
  /** Origins of the pages that may call the API. @default - those of the example */
  readonly origins?: readonly string[];
}

/** The example app behind a REST API, by the same module that a Terraform user calls. */
export class MyApiStack extends TerraformStack {
  constructor(scope: App, id: string, props: MyApiStackProps) {
    super(scope, id);
    new AwsProvider(this, 'aws');
    // The bindings pin one version of the provider; the stack takes what the modules take.
    this.addOverride('terraform.required_providers.aws.version', '>= 5.100, < 7.0');

    const api = new TerraformHclModule(this, 'my_api', {
      source: moduleSource(scope, id, join(props.modulesDir, 'my-api')),
      // The module calls the one beside it: a copy of it alone would not find that.
      skipAssetCreationFromLocalModules: true,
      variables: {
        cors_allow_origins: props.origins ?? ['https://myapp.com', 'https://staging.myapp.com'],
        env: { LOG_LEVEL: 'INFO' },
        tags: { app: 'my-api', managed_by: 'terragate' },
      },
    });
    output(this, 'api_url', api, 'stage_invoke_url');
    output(this, 'lambda_function_name', api, 'lambda_function_name');
  }
}

function output(scope: Construct, name: string, module: TerraformHclModule, from: string): void {
  new TerraformOutput(scope, name, { value: module.getString(from), staticId: true });
}

/** The module's folder, as Terraform sees it from the folder of the stack. */
function moduleSource(app: App, stack: string, folder: string): string {
  return relative(join(app.outdir, 'stacks', stack), folder).replaceAll('\\', '/');
}

/**
 * The app that `cdktf deploy` deploys.
 *
 * @example deployedApp(process.cwd()).synth()
 */
export function deployedApp(root: string): App {
  const app = new App();
  new MyApiStack(app, 'my-api', { modulesDir: join(root, 'modules') });
  return app;
}
