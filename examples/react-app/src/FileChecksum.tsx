import { useMutation } from '@tanstack/react-query';
import type { ChangeEvent } from 'react';
import { useMyApi } from './api/useMyApi';
import { Card } from './Card';
import { Failure } from './Failure';
import { Field } from './Field';

const BYTES = new Intl.NumberFormat('en', { style: 'unit', unit: 'byte', unitDisplay: 'long' });

/** Sends a file as it is, and shows what the API found in it. */
export function FileChecksum() {
  const api = useMyApi();
  const check = useMutation(api.checksumFile.mutationOptions());
  const send = ({ currentTarget }: ChangeEvent<HTMLInputElement>) => {
    const [file] = currentTarget.files ?? [];
    if (file) check.mutate({ body: file });
  };
  return (
    <Card title="Checksum of a file">
      <Field label="File" error={undefined}>
        {(field) => <input type="file" onChange={send} disabled={check.isPending} {...field} />}
      </Field>
      <Failure error={check.error} />
      {check.data && (
        <dl className="facts">
          <dt>Size</dt>
          <dd>{BYTES.format(check.data.size)}</dd>
          <dt>SHA-256</dt>
          <dd>
            <code>{check.data.sha256}</code>
          </dd>
        </dl>
      )}
    </Card>
  );
}
