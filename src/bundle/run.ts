export * from '../python/run';
