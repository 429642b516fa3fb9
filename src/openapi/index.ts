export { readApiFile } from './file';
export { isObject, type Json, type JsonObject } from './json-value';
export {
  type ApiContent,
  type ApiInfo,
  type ApiMedia,
  type ApiModel,
  type ApiOperation,
  type ApiParameter,
  type ApiRequestBody,
  type ApiResponse,
  type ApiServer,
  type ApiTag,
  type ApiWarning,
  HTTP_METHODS,
  type HttpMethod,
  PARAMETER_PLACES,
  type ParameterPlace,
  type RawSchema,
  type SecurityRequirement,
  type WarningKind,
} from './model';
export { type PathTemplate, readTemplate } from './path-template';
export { readApi } from './read';
