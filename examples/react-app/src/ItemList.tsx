import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Item } from './api';
import { useMyApi } from './api/useMyApi';
import { Card } from './Card';
import { Failure } from './Failure';

const EUROS = new Intl.NumberFormat('en', { style: 'currency', currency: 'EUR' });
const DAY = new Intl.DateTimeFormat('en', { dateStyle: 'medium' });

export function ItemList() {
  const api = useMyApi();
  const items = useQuery(api.listItems.queryOptions({}));
  return (
    <Card title="Items" aside={items.data && <span className="count">{items.data.total}</span>}>
      {items.isPending && <p className="hint">Loading…</p>}
      <Failure error={items.error} />
      {items.data?.items.length === 0 && <p className="hint">There are none yet: add the first one.</p>}
      {items.data && items.data.items.length > 0 && (
        <ul className="items">
          {items.data.items.map((item) => (
            <Row key={item.id} item={item} />
          ))}
        </ul>
      )}
    </Card>
  );
}

function Row({ item }: { readonly item: Item }) {
  const api = useMyApi();
  const queries = useQueryClient();
  const remove = useMutation(
    api.deleteItem.mutationOptions({
      onSettled: () => queries.invalidateQueries(api.listItems.queryFilter()),
    }),
  );
  return (
    <li>
      <div className="item">
        <strong>{item.name}</strong>
        <span className="hint">
          {item.category} · {DAY.format(item.created_at)}
        </span>
      </div>
      <span className="price">{EUROS.format(item.price)}</span>
      <button
        type="button"
        className="quiet"
        aria-label={`Delete ${item.name}`}
        disabled={remove.isPending}
        onClick={() => remove.mutate({ itemId: item.id })}
      >
        Delete
      </button>
      <Failure error={remove.error} />
    </li>
  );
}
