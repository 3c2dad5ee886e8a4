// What the server makes of a recurrence while it is typed.
import { useEffect, useState } from 'react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { RecurrenceInput } from '../../../api/generated/graphql';
import { graphql } from '../../../api/graphql';
import { apiQuery } from '../../../api/query';

const DEBOUNCE_MS = 300;

const PreviewDocument = graphql(`
  query RecurrencePreview($recurrence: RecurrenceInput!) {
    recurrencePreview(recurrence: $recurrence) {
      problem
      field
      timezone
      nextRunTimes
    }
  }
`);

export function usePreview(recurrence: RecurrenceInput) {
  const settled = useSettled(JSON.stringify(recurrence));
  const variables = { recurrence: JSON.parse(settled) as RecurrenceInput };
  return useQuery({ ...apiQuery(PreviewDocument, variables, []), placeholderData: keepPreviousData });
}

/** The text when nobody has typed for a moment. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), DEBOUNCE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}
