import { raw } from '../../hcl';
import type { LocalProps, Rule } from '../../module-stack/declarations';
import { eachMatches, type Inputs, matches, message } from './rules';

/** Media types that are no text. @param fallback those of an API for which nothing is given. */
export function binaryMediaTypes(fallback: readonly string[]): Inputs {
  return {
    binary_media_types: {
      description:
        'Media types whose bodies API Gateway passes on as they are, such as image/png, or */* for all.',
      type: 'list(string)',
      default: [...fallback],
      nullable: false,
      validation: [
        eachMatches(
          'binary_media_types',
          '^[A-Za-z0-9*.+-]+/[A-Za-z0-9*.+-]+$',
          'give media types, such as image/png or */*.',
        ),
      ],
    },
  };
}

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
      description: 'Description of the API.',
      type: 'string',
      default: `${kind} API Gateway`,
      nullable: false,
      validation: [
        {
          condition: raw('length(var.api_description) <= 1024'),
          message: message(
            'api_description has ',
            'length(var.api_description)',
            ' characters: API Gateway takes 1024.',
          ),
        },
      ],
    },
    body: {
      description: `The API as an OpenAPI 3.0 document with x-amazon-apigateway extensions, as an object: jsondecode(file("openapi.json")), or written in HCL.${
        rest
          ? ' Its x-amazon-apigateway-gateway-responses, DEFAULT_4XX and DEFAULT_5XX too, win over those of this module; binary_media_types wins over its x-amazon-apigateway-binary-media-types.'
          : ''
      }`,
      nullMeans: `a bare API, to which ${rest ? 'resources, methods, deployment and stage' : 'integrations, routes and authorizers'} are attached outside of this module`,
      type: 'any',
      default: null,
    },
    ...(rest
      ? {
          ...binaryMediaTypes([]),
        }
      : {}),
  };
}

/**
 * What a document has to be, as preconditions over the locals of `bodyLocals`: a rule of the input itself would read the
 * whole document again for each plan, which takes a second for thousands of routes.
 */
export const BODY_RULES: readonly Rule[] = [
  {
    condition: raw('!local.has_body || local.body_has_paths'),
    message:
      'body is no OpenAPI document: give an object with openapi, info and paths (jsondecode(file("openapi.json")) for a file).',
  },
  {
    condition: raw('!local.has_body || can(regex("^3[.]0[.]", local.body_openapi))'),
    message: message(
      'body is OpenAPI ',
      'local.body_openapi',
      ': API Gateway imports 3.0 (openapi = "3.0.1") and refuses other versions.',
    ),
  },
];

/** The locals that the rules read. */
export const BODY_LOCALS: Readonly<Record<string, LocalProps>> = {
  has_body: {
    value: raw('nonsensitive(sensitive(var.body != null))'),
    comment:
      'The document may be sensitive; whether there is one is not. nonsensitive() alone fails where a value is not sensitive.',
  },
  body_has_paths: raw('can(keys(var.body.paths))'),
  body_openapi: raw('try(tostring(var.body.openapi), "of no version")'),
};

/** Browsers refuse an answer with `*` and credentials. */
export const CREDENTIALS_RULE: Rule = {
  condition: raw('!(var.cors_allow_credentials && contains(var.cors_allow_origins, "*"))'),
  message:
    'cors_allow_credentials is true and cors_allow_origins has "*": browsers refuse that. Name the origins, or leave credentials out.',
};
