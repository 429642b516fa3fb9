/**
 * What the modules run on: floors and a ceiling, so that one root can hold them beside modules of other origin.
 *
 * Terraform 1.5.7 is the last release under the MPL; 5.100 is the last AWS provider of the fifth major version. What
 * newer providers add (response streaming) is passed inside the API's document, which is opaque to the provider.
 */
export const TERRAFORM_VERSION = '>= 1.5.7';
export const AWS = { source: 'hashicorp/aws', version: '>= 5.100, < 7.0' } as const;
export const ARCHIVE = { source: 'hashicorp/archive', version: '>= 1.3.0, < 3.0.0' } as const;
