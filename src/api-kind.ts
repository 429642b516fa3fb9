/** The kinds of API of API Gateway that a router module makes: a REST API or an HTTP API. */
export const API_KINDS = ['rest', 'http'] as const;

/** A kind of API of API Gateway. @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-vs-rest.html */
export type ApiKind = (typeof API_KINDS)[number];

/** What callers reach an app by: an API of API Gateway, or the URL of its function. */
export type FrontKind = ApiKind | 'function-url';
