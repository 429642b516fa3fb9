import { call, forTuple, raw } from '../../hcl';
import type { LocalProps, Rule, VariableProps } from '../../module-stack/declarations';
import { type Inputs, message, sentence } from './rules';

/** An input for a quota that AWS raises on request. @param granted what AWS allows without being asked */
export function quotaInput(name: string, description: string, granted: number): VariableProps {
  return {
    description: `${description}: AWS allows ${granted} and raises that on request.`,
    type: 'number',
    default: granted,
    nullable: false,
    validation: [
      {
        condition: raw(`var.${name} >= 1`),
        message: message(`${name} is `, `var.${name}`, ': give the number that AWS has granted.'),
      },
    ],
  };
}

/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html */
export const AUTHORIZER_QUOTA: Inputs = {
  authorizer_quota: quotaInput('authorizer_quota', 'Authorizers that the API may have', 10),
};

/** The local with the names of the document's authorizers. Their keys are looked at alone: an ARN may not be known yet. */
export const AUTHORIZER_LOCALS: Readonly<Record<string, LocalProps>> = {
  authorizer_names: {
    value: call(
      'flatten',
      forTuple(
        ['body'],
        raw('var.body[*]'),
        forTuple(
          ['name', 'scheme'],
          raw('lookup(lookup(body, "components", {}), "securitySchemes", {})'),
          raw('name'),
          raw('contains(keys(scheme), "x-amazon-apigateway-authorizer")'),
        ),
      ),
    ),
    comment: 'The authorizers of the document.',
  },
};

/** The rule that an API has no more authorizers than AWS allows. */
export const AUTHORIZER_RULE: Rule = {
  condition: raw('length(local.authorizer_names) <= var.authorizer_quota'),
  message: sentence(
    'The API has ',
    'length(local.authorizer_names)',
    ' authorizers (',
    'join(", ", local.authorizer_names)',
    '), and authorizer_quota is ',
    'var.authorizer_quota',
    ': let operations share some, or ask AWS for more and give their number as authorizer_quota.',
  ),
};

/** The number of bytes of a text, which may have letters of several. @param text HCL of it, named once or twice */
export function bytesOf(text: string): string {
  return `length(base64encode(${text})) / 4 * 3 - length(regexall("=", base64encode(${text})))`;
}
