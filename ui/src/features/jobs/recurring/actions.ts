// What one can do with a recurring job, each with the words that follow.
import { useNavigate } from 'react-router';
import { graphql } from '../../../api/graphql';
import { useApiMutation } from '../../../api/mutate';
import { t } from '../../../messages/jobs';
import { groupPath, useGroup } from '../../../shell/current-group';
import { useToast } from '../../../ui/toast';

const RunDocument = graphql(`
  mutation RunSchedule($id: ID!) {
    runPhSchedule(where: { id: $id }) {
      job {
        id
      }
    }
  }
`);

const PauseDocument = graphql(`
  mutation PauseSchedule($id: ID!, $paused: Boolean!) {
    updatePhSchedule(where: { id: $id }, data: { paused: $paused }) {
      id
      paused
    }
  }
`);

const DeleteDocument = graphql(`
  mutation DeleteSchedule($id: ID!) {
    deletePhSchedule(where: { id: $id }) {
      id
    }
  }
`);

export const useRunSchedule = () => useApiMutation(RunDocument, ['job', 'schedule', 'group']);

export function useScheduleActions({ id, name }: { id: string; name: string }) {
  const run = useRunSchedule();
  const pause = useApiMutation(PauseDocument, ['schedule']);
  const remove = useApiMutation(DeleteDocument, ['schedule']);
  const group = useGroup();
  const navigate = useNavigate();
  const toast = useToast();
  const words = t.recurring;
  return {
    running: run.isPending,
    run: () =>
      run.mutate(
        { id },
        {
          onSuccess: ({ runPhSchedule: { job } }) =>
            toast.success(
              words.didRun(name),
              undefined,
              job
                ? { label: t.jobs.openJob, onClick: () => void navigate(groupPath(group, `jobs/${job.id}`)) }
                : undefined,
            ),
          onError: (error) => toast.failure(words.didNotRun(name), error),
        },
      ),
    changing: pause.isPending,
    setPaused: (paused: boolean) =>
      pause.mutate(
        { id, paused },
        {
          onSuccess: () => toast.success((paused ? words.didPause : words.didResume)(name)),
          onError: (error) => toast.failure(words.didNotChange(name), error),
        },
      ),
    // The dialog that asks for this shows a failure itself.
    remove: async () => {
      await remove.mutateAsync({ id });
      toast.success(words.didRemove(name));
      void navigate(groupPath(group, 'jobs/recurring'));
    },
  };
}
