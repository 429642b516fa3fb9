/** What an API costs in a month: prices of AWS, and what they are multiplied by. */
export { AccountMonth } from './account';
export { costOf, gbSeconds, gigabytes, HOURS, meteredRequests, sampledTraces } from './formulas';
export { type BilledApi, type CostLine, monthOf, type Traffic } from './month';
export {
  API_PRICES,
  ARCHITECTURES,
  type Architecture,
  CACHE_HOURS,
  LAMBDA_TIME,
  PRICED_REGION,
  PRICES,
} from './prices';
