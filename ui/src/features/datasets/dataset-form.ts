// The two fields of a new dataset.
import { useState } from 'react';
import { asApiError, fieldError } from '../../api/errors';
import { nameProblem } from './dataset';

export type DatasetForm = ReturnType<typeof useDatasetForm>;

export function useDatasetForm() {
  const [name, setName] = useState('');
  const [tags, setTags] = useState<string[]>([]);
  const [problem, setProblem] = useState<string>();
  return {
    name,
    tags,
    problem,
    setTags,
    setName: (next: string) => {
      setName(next);
      setProblem(undefined);
    },
    /** Whether the name can be sent. */
    check: () => {
      const found = nameProblem(name);
      setProblem(found);
      return !found;
    },
    /** Whatever the server objects to is about the name: the tags are free. */
    refuse: (error: unknown) => setProblem(fieldError(error, 'id') ?? asApiError(error).message),
  };
}
