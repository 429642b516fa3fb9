/** Options for TanStack Query 5: what `useQuery`, `useInfiniteQuery` and `useMutation` take. It needs no framework. */
import type {
  DataTag,
  InfiniteData,
  InfiniteQueryObserverOptions,
  MutationObserverOptions,
  QueryFilters,
  QueryKey,
  QueryObserverOptions,
} from '@tanstack/query-core';
import type { CallOptions } from './runtime';

/** The input of an operation as arguments: one that is needed, one that can be left out, or none. */
type Given = readonly [input?: unknown];

/** Calls an operation. */
type Call<Input extends Given, Result> = (input: Input[0], options: CallOptions) => Result;

/** The options of a query beside its key and function. */
export type QueryExtras<Output, Data> = Omit<
  QueryObserverOptions<Output, Error, Data, Output, QueryKey>,
  'queryKey' | 'queryFn'
>;

/** The options of an infinite query beside its key and function. */
export type InfiniteExtras<Output, Data, Page> = Omit<
  InfiniteQueryObserverOptions<Output, Error, Data, QueryKey, Page>,
  'queryKey' | 'queryFn' | 'initialPageParam'
> & {
  /** The cursor of the first page. @default undefined */
  readonly initialPageParam?: Page;
};

/** The options of a mutation beside its key and function. */
export type MutationExtras<Output, Input, Context> = Omit<
  MutationObserverOptions<Output, Error, Input, Context>,
  'mutationKey' | 'mutationFn'
>;

/** What a query is given when it runs. */
interface Running {
  readonly signal: AbortSignal;
}

/** An operation that is asked for data. */
export interface Query<Input extends Given, Output> {
  /** The options of a query. */
  queryOptions<Data = Output>(
    ...given: [...input: Input, options?: QueryExtras<Output, Data>]
  ): QueryExtras<Output, Data> & {
    queryKey: DataTag<QueryKey, Output, Error>;
    queryFn: (context: Running) => Promise<Output>;
  };
  /** The key of the data for an input. Without one, the beginning of all keys of the operation. */
  queryKey(...input: Partial<Input>): DataTag<QueryKey, Output, Error>;
  /** A filter for the data for an input. Without one, for all data of the operation. */
  queryFilter(
    ...given: [...input: Partial<Input>, filters?: Omit<QueryFilters, 'queryKey'>]
  ): QueryFilters & {
    queryKey: DataTag<QueryKey, Output, Error>;
  };
}

/** An operation that gives its data in pages. */
export interface PagedQuery<Input extends Given, Output, Page> extends Query<Input, Output> {
  /** The options of an infinite query: `getNextPageParam` says which cursor comes after a page. */
  infiniteQueryOptions<Data = InfiniteData<Output, Page>>(
    ...given: [...input: Input, options: InfiniteExtras<Output, Data, Page>]
  ): InfiniteExtras<Output, Data, Page> & {
    initialPageParam: Page;
    queryKey: DataTag<QueryKey, InfiniteData<Output, Page>, Error>;
    queryFn: (context: Running & { readonly pageParam: Page }) => Promise<Output>;
  };
}

/** An operation that changes something. */
export interface Mutation<Input, Output> {
  /** The options of a mutation. */
  mutationOptions<Context = unknown>(
    options?: MutationExtras<Output, Input, Context>,
  ): MutationExtras<Output, Input, Context> & {
    mutationKey: QueryKey;
    mutationFn: (input: Input) => Promise<Output>;
  };
  mutationKey(): QueryKey;
}

/** A place in an API: its name, and that of an operation. */
export type Place = readonly [api: string, operation: string];

/** Makes the options of an operation that is asked for data. @param hasInput whether calls have an input */
export function query<Input extends Given, Output>(
  place: Place,
  hasInput: boolean,
  call: Call<Input, Promise<Output>>,
): Query<Input, Output> {
  return queryOf(place, hasInput, (input, { signal }) => call(input, { signal }));
}

/** Makes the options of an operation that is asked for data in pages. @param cursor property of the input that names a page */
export function pagedQuery<Input extends Given, Output, Page>(
  place: Place,
  hasInput: boolean,
  cursor: string,
  call: Call<Input, Promise<Output>>,
): PagedQuery<Input, Output, Page> {
  return {
    ...query<Input, Output>(place, hasInput, call),
    infiniteQueryOptions(...given) {
      const [input, options] = parted(hasInput, given);
      return {
        initialPageParam: undefined as Page,
        ...(options as InfiniteExtras<Output, never, Page>),
        queryKey: [...keyOf(place, input), 'pages'] as unknown as DataTag<
          QueryKey,
          InfiniteData<Output, Page>,
          Error
        >,
        queryFn: ({ pageParam, signal }) => call({ ...(input as object), [cursor]: pageParam }, { signal }),
      };
    },
  };
}

/** What a stream is given when it runs as a query: the place of its data too. */
interface Streaming extends Running {
  readonly queryKey: QueryKey;
  readonly client: { setQueryData(key: QueryKey, data: unknown): unknown };
}

/** Makes the options of an operation that answers in pieces: its data is the list of them, which grows as they come. */
export function streamedQuery<Input extends Given, Item>(
  place: Place,
  hasInput: boolean,
  call: Call<Input, AsyncIterable<Item>>,
): Query<Input, Item[]> {
  return queryOf(place, hasInput, async (input, context) => {
    const { signal, queryKey, client } = context as Streaming;
    let items: Item[] = [];
    for await (const item of call(input, { signal })) {
      items = [...items, item];
      client.setQueryData(queryKey, items);
    }
    return items;
  });
}

/** Makes the options of an operation that changes something. */
export function mutation<Input, Output>(
  place: Place,
  call: (input: Input) => Promise<Output>,
): Mutation<Input, Output> {
  return {
    mutationOptions<Context>(options?: MutationExtras<Output, Input, Context>) {
      return { ...(options as MutationExtras<Output, Input, Context>), mutationKey: place, mutationFn: call };
    },
    mutationKey: () => place,
  };
}

function queryOf<Input extends Given, Output>(
  place: Place,
  hasInput: boolean,
  run: (input: Input[0], context: Running) => Promise<Output>,
): Query<Input, Output> {
  const key = (input: unknown) => keyOf(place, input) as unknown as DataTag<QueryKey, Output, Error>;
  return {
    queryOptions(...given) {
      const [input, options] = parted(hasInput, given);
      return {
        ...(options as QueryExtras<Output, never>),
        queryKey: key(input),
        queryFn: (context) => run(input, context),
      };
    },
    queryKey: (...given) => key(given[0]),
    queryFilter(...given) {
      const [input, filters] = parted(hasInput, given);
      return { ...(filters as QueryFilters), queryKey: key(input) };
    },
  };
}

function keyOf(place: Place, input: unknown): QueryKey {
  return input === undefined ? place : [...place, input];
}

/** The input and the options of what a function was given. */
function parted(hasInput: boolean, given: readonly unknown[]): readonly [input: unknown, options: unknown] {
  return hasInput ? [given[0], given[1]] : [undefined, given[0]];
}
