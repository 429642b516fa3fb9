// CDKTF writes its tokens as `${TfToken[...]}` into texts; every other `${` of a text is Terraform's own.
const NOT_A_TOKEN = '(?!TfToken\\[)';
const INTERPOLATION = new RegExp(`([$%])\\{${NOT_A_TOKEN}`, 'g');

/**
 * A Velocity template: `${x}` in it is Velocity's, not Terraform's. Tokens stay what they are.
 *
 * @example velocity('{"id": "${context.requestId}"}')
 */
export function velocity(template: string): string {
  return template.replace(INTERPOLATION, '$1$1{');
}

/**
 * A text of a policy: `${aws:username}` in it is a variable of IAM, which Terraform could not read.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
export function policyText(text: string): string {
  return text.replace(/\$\{(?=[A-Za-z0-9-]+:(?!:))/g, '$$$${');
}

/** An address: `${stageVariables.x}` in it is a variable of the stage. */
export function address(text: string): string {
  return text.replace(/\$\{(?=stageVariables\.)/g, '$$$${');
}
