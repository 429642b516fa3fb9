import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useMyApi } from './api/useMyApi';
import { Card } from './Card';
import { Failure } from './Failure';

const REPORT_ID = 7;

/** Makes a report. Its steps are a stream: the data of the query grows with each line that arrives. */
export function Report() {
  const api = useMyApi();
  const [isAsked, setIsAsked] = useState(false);
  // A report is made anew by its button alone, and not when somebody comes back to the page
  const options = { enabled: isAsked, refetchOnWindowFocus: false, refetchOnReconnect: false };
  const report = useQuery(api.makeReport.queryOptions({ reportId: REPORT_ID }, options));
  const steps = report.data ?? [];
  const start = () => (isAsked ? void report.refetch() : setIsAsked(true));
  return (
    <Card title={`Report ${REPORT_ID}`} aside={<span className="hint">{stateOf(report)}</span>}>
      <ol className="steps" aria-live="polite">
        {steps.map((step) => (
          <li key={step.number}>
            <span className="number">
              {step.number}/{step.of}
            </span>
            {step.title}
          </li>
        ))}
      </ol>
      <progress value={steps.length} max={steps[0]?.of ?? 1} aria-label="Progress of the report" />
      <Failure error={report.error} />
      <button type="button" onClick={start} disabled={report.isFetching}>
        Make the report
      </button>
    </Card>
  );
}

function stateOf({
  isFetching,
  isSuccess,
}: {
  readonly isFetching: boolean;
  readonly isSuccess: boolean;
}): string {
  if (isFetching) return 'working…';
  return isSuccess ? 'done' : 'not begun';
}
