import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { type App, TerraformOutput, TerraformStack } from 'cdktf';
import { MyApi } from '../../modules/my-api/my-api';

/** What the example stack is given. */
export interface MyApiStackProps {
  /** Origins of the pages that may call the API. @default - those of the example */
  readonly origins?: readonly string[];
}

/** The example app behind a REST API, by the same module that a Terraform user calls. */
export class MyApiStack extends TerraformStack {
  constructor(scope: App, id: string, props: MyApiStackProps = {}) {
    super(scope, id);
    new AwsProvider(this, 'aws');
    // The bindings pin one version of the provider; the stack takes what the modules take.
    this.addOverride('terraform.required_providers.aws.version', '>= 5.100, < 7.0');
    this.addOverride('terraform.required_version', '>= 1.5.7');

    const api = new MyApi(this, 'my_api', {
      tags: { app: 'my-api', managed_by: 'terragate' },
      integrations: MyApi.defaultIntegrations(this, { pattern: 'shared' }).build(),
    });
    api.integrations.$router.handler.addEnvironment('LOG_LEVEL', 'INFO');
    api.restrictCorsTo(...(props.origins ?? ['https://myapp.com', 'https://staging.myapp.com']));
    new TerraformOutput(this, 'api_url', {
      description: 'Address of the API.',
      value: api.stageInvokeUrl,
      staticId: true,
    });
    new TerraformOutput(this, 'lambda_function_name', {
      description: 'Name of the function that serves the app.',
      value: api.lambdaFunctionName,
      staticId: true,
    });
  }
}
