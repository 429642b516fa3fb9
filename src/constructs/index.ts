export { Authorization, type ScopeOptions } from './authorization';
export type {
  Authorizer,
  Authorizers,
  CognitoAuthorizer,
  HttpRequestAuthorizer,
  JwtAuthorizer,
  RequestAuthorizer,
  TokenAuthorizer,
} from './authorizer';
export { AUTHORIZER_NAMES } from './authorizer';
export { AwsService, type AwsServiceOptions, type S3Options, type SubtypeOptions } from './aws-service';
export { FunctionHandle } from './function-handle';
export type { CanaryOptions, FunctionOptions, VpcOptions } from './function-options';
export {
  Http,
  type HttpOptions,
  HttpProxy,
  type HttpProxyOptions,
  type RestHttpProxyOptions,
} from './http-integrations';
export type { ArnLike, IntegrationResponse, VpcLinkLike } from './integration';
export { Integration } from './integration';
export { IntegrationBuilder } from './integration-builder';
export type {
  AnyIntegrations,
  ApiIntegrations,
  CheckedPattern,
  DefaultIntegration,
  IntegrationPattern,
  Mistake,
  OperationDetails,
  Operations,
} from './integrations';
export type { Grantee } from './invoke-grants';
export type { ApiKind, ForBoth, ForHttp, ForRest } from './kind';
export { type DedicatedFunction, type ImportedFunctionOptions, LambdaFunction } from './lambda-function';
export { Mock, type MockOptions } from './mock';
export { ModuleCall, type ModuleDefinition, type ModuleProps, type Tags } from './module-call';
export { callerFolder } from './module-folder';
export type { NameMap } from './names';
export type { DistributionLike } from './origins';
export type { PolicyStatement } from './policy-statement';
export type {
  ApiIntegration,
  DefaultOptions,
  HttpRouteOptions,
  OperationOptions,
  RestRouteOptions,
  RouteOptions,
  ThrottlingOptions,
} from './route-options';
export { type GrantOptions, RouterApi, type RouterApiProps, type RouterDefinition } from './router-api';
