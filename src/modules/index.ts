export { apiGatewayAccount } from './account';
export { httpApi } from './http-api';
export { lambdaFunction } from './lambda-function';
export type { Module, Readme } from './module';
export { restApi } from './rest-api';
export { type RouterProps, routerModule } from './router';
