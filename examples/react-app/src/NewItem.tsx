import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import { type CreateItemInput, isCreateItemError } from './api';
import { useMyApi } from './api/useMyApi';
import { Card } from './Card';
import { Failure } from './Failure';
import { Field } from './Field';
import { type FieldErrors, fieldErrors } from './field-errors';

const CATEGORIES: readonly CreateItemInput['category'][] = ['book', 'game', 'tool'];

export function NewItem() {
  const api = useMyApi();
  const queries = useQueryClient();
  const create = useMutation(
    api.createItem.mutationOptions({
      onSuccess: () => queries.invalidateQueries(api.listItems.queryFilter()),
    }),
  );
  const errors = errorsOf(create.error);

  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    create.mutate(itemOf(new FormData(form)), { onSuccess: () => form.reset() });
  };

  return (
    <Card title="New item">
      {/* The API says what is wrong: the page has no rules of its own */}
      <form onSubmit={send} noValidate>
        <Field label="Name" error={errors?.name}>
          {(field) => <input name="name" autoComplete="off" {...field} />}
        </Field>
        <div className="two">
          <Field label="Category" error={errors?.category}>
            {(field) => (
              <select name="category" {...field}>
                {CATEGORIES.map((category) => (
                  <option key={category}>{category}</option>
                ))}
              </select>
            )}
          </Field>
          <Field label="Price in euros" error={errors?.price}>
            {(field) => <input name="price" type="number" step="0.01" inputMode="decimal" {...field} />}
          </Field>
        </div>
        <Field label="Description" error={errors?.description}>
          {(field) => <textarea name="description" rows={2} {...field} />}
        </Field>
        {!errors && <Failure error={create.error} />}
        <button type="submit" disabled={create.isPending}>
          Add
        </button>
      </form>
    </Card>
  );
}

/** The messages of a 422, each for its field. @returns undefined for another error, or none */
function errorsOf(error: unknown): FieldErrors | undefined {
  // The status narrows what the body is: that of a 422 has a list of details
  if (isCreateItemError(error) && error.status === 422) return fieldErrors(error.error);
  return undefined;
}

function itemOf(form: FormData): CreateItemInput {
  const text = (name: string) => String(form.get(name) ?? '').trim();
  return {
    name: text('name'),
    category: text('category') as CreateItemInput['category'],
    price: Number(text('price')),
    description: text('description') || null,
  };
}
