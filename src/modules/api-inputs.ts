import type { Rule } from '../constructs/declarations';
import { raw } from '../hcl';
import { eachMatches, type Inputs, matches, said } from './rules';

/** Name, description and definition of an API. */
export function apiInputs(rest: boolean): Inputs {
  const kind = rest ? 'REST' : 'HTTP';
  return {
    api_name: {
      description: 'Name of the API.',
      type: 'string',
      nullable: false,
      validation: [
        matches(
          'api_name',
          '^[A-Za-z0-9][A-Za-z0-9 ._-]{0,127}$',
          'a name begins with a letter or digit and has at most 128 letters, digits, spaces, dots, - and _.',
        ),
      ],
    },
    api_description: {
      description: 'What the API is for.',
      type: 'string',
      default: `${kind} API Gateway`,
      nullable: false,
      validation: [
        {
          condition: raw('length(var.api_description) <= 1024'),
          message: said(
            'api_description has ',
            'length(var.api_description)',
            ' characters: API Gateway takes 1024.',
          ),
        },
      ],
    },
    body: {
      description: `The API as an OpenAPI 3.0 document with x-amazon-apigateway extensions, as an object: jsondecode(file("openapi.json")), or written in HCL. Null: a bare API, to which ${
        rest ? 'resources, methods, deployment and stage' : 'integrations, routes and authorizers'
      } are attached outside of this module.`,
      type: 'any',
      default: null,
      validation: [
        {
          condition: raw('var.body == null ? true : can(keys(var.body.paths))'),
          message:
            'body is no OpenAPI document: give an object with openapi, info and paths (jsondecode(file("openapi.json")) for a file).',
        },
        {
          condition: raw('var.body == null ? true : can(regex("^3\\\\.0\\\\.", var.body.openapi))'),
          message: 'body is not OpenAPI 3.0: API Gateway imports openapi = "3.0.1" and refuses 3.1.',
        },
      ],
    },
    ...(rest
      ? {
          binary_media_types: {
            description:
              'Media types whose bodies API Gateway passes on as they are, such as image/png, or */* for all.',
            type: 'list(string)',
            default: [],
            nullable: false,
            validation: [
              eachMatches(
                'binary_media_types',
                '^[A-Za-z0-9*.+-]+/[A-Za-z0-9*.+-]+$',
                'give media types, such as image/png or */*.',
              ),
            ],
          },
        }
      : {}),
  };
}

/** Browsers refuse an answer with `*` and credentials. */
export const CREDENTIALS_RULE: Rule = {
  condition: raw('!(var.cors_allow_credentials && contains(var.cors_allow_origins, "*"))'),
  message:
    'cors_allow_credentials is true and cors_allow_origins has "*": browsers refuse that. Name the origins, or leave credentials out.',
};
