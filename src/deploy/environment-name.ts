/** What is wrong with the name of an environment, in words; undefined where nothing is. */
export function environmentNameProblem(name: string): string | undefined {
  // "default" is what Terraform calls the workspace of a root without environments
  return /^[a-z0-9][a-z0-9-]{0,22}$/.test(name) && name !== 'default'
    ? undefined
    : 'an environment is called by 1 to 23 small letters, digits and hyphens, and not "default"';
}
