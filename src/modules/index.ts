export { apiGatewayAccount } from './account/module';
export { functionUrl } from './function-url/module';
export { httpApi } from './http-api/module';
export { lambdaFunction } from './lambda-function/module';
export { restApi } from './rest-api/module';
export { routerModule } from './router/module';
export type { RouterProps } from './router/props';
export type { Module, OperationsWithoutRoute, Readme, Remark, UnroutedOperation } from './shared/module';
export { website } from './website/module';
