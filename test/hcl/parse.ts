import { parseToObject } from 'hcl2-parser';

/** HCL text as data, read by HashiCorp's own parser; what is not constant stays as `${…}`. */
export function parse(hcl: string): Record<string, unknown> {
  // For text that is no HCL the parser gives null and an error without a message.
  const [value, error] = parseToObject(hcl) as [Record<string, unknown> | null, unknown];
  if (error !== null || value === null) throw new Error(`not HCL:\n${hcl}`);
  return value;
}
