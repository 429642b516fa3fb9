import { infraTerraform } from '../../src/generate/infra-terraform';
import { infraTypescript } from '../../src/generate/infra-typescript';
import { checkedOptions } from '../../src/generate/options';

describe('the region of a new root', () => {
  it.each(['isolated', 'shared'] as const)('is left to the provider: Terraform, %s', (integrationPattern) => {
    const files = infraTerraform(checkedOptions({ name: 'my-api', integrationPattern }));
    const text = [...files.values()].join('\n');

    expect(files.get('variables.tf')).toMatch(/variable "region" \{[^}]*default {5}= null/);
    expect(text).not.toContain('us-east-1');
    // What speaks of the region has the one that the provider found
    expect(text.match(/var\.region/g)).toEqual(['var.region']);
    expect(files.get('outputs.tf')).toContain('= data.aws_region.current.id');
  });

  it.each(['isolated', 'shared'] as const)('is left to the provider: CDKTF, %s', (integrationPattern) => {
    const given = { name: 'my-api', iac: 'typescript', integrationPattern } as const;
    const stack = infraTypescript(checkedOptions(given), {}).get('stack.ts');

    expect(stack).not.toContain('us-east-1');
    expect(stack).toContain("new AwsProvider(this, 'aws', { region: props.region });");
    expect(stack).toContain("const { id: region } = new DataAwsRegion(this, 'current_region');");
  });

  it('is not asked for where nothing needs it', () => {
    const given = { name: 'my-api', integrationPattern: 'shared', auth: 'none' } as const;

    expect(infraTerraform(checkedOptions(given)).get('main.tf')).not.toContain('aws_region');
    expect(infraTypescript(checkedOptions(given), {}).get('stack.ts')).not.toContain('DataAwsRegion');
  });
});
