/** The end of a Terraform command. */
export interface CommandResult {
  readonly code: number;
  /** Everything that the command printed, with the paths of the user's own files. */
  readonly output: string;
}
